#include "shop.h"

#include <gtest/gtest.h>

#include "tests/examples/text_file.h"

namespace skald::examples {
namespace {

class ShopTest : public testing::Test {
 protected:
  ShopTest() { shop_.open({{"cup", 5}}, {{"1", "good", "known"}, {"2", "declined", "unknown"}}); }

  const orders::Order good_ = {"1", "cup", 2, 300};
  const orders::Order bad_ = {"2", "cup", 4, 900};
  TemporaryFolder folder_;
  orders::Shop shop_{folder_.file("shop.db")};
};

TEST_F(ShopTest, units_are_reserved_once_for_one_key) {
  const auto first = shop_.reserve("key", good_);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(shop_.reserve("key", good_), first);
  EXPECT_EQ(shop_.books().units_on_shelves, 3);
  EXPECT_EQ(shop_.books().repeated_calls, 1);
}

TEST_F(ShopTest, more_than_there_is_cannot_be_reserved) {
  shop_.reserve("key", good_);
  EXPECT_EQ(shop_.reserve("other key", bad_), std::nullopt);
  EXPECT_EQ(shop_.books().units_on_shelves, 3);
}

TEST_F(ShopTest, a_shop_that_nobody_has_opened_does_not_say_out_of_stock) {
  orders::Shop elsewhere(folder_.file("elsewhere.db"));
  EXPECT_TRUE(elsewhere.is_new());
  EXPECT_THROW(elsewhere.reserve("key", good_), orders::DatabaseError);
}

TEST_F(ShopTest, a_reservation_is_released_once) {
  const auto reservation = shop_.reserve("key", good_);
  shop_.release(*reservation);
  shop_.release(*reservation);
  EXPECT_EQ(shop_.books().units_on_shelves, 5);
  EXPECT_EQ(shop_.traces_of(good_).units_held, 0);
}

TEST_F(ShopTest, a_card_is_charged_once_for_one_key) {
  const auto first = shop_.charge("key", good_);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(shop_.charge("key", good_), first);
  EXPECT_EQ(shop_.traces_of(good_).cents_charged, 300);
}

TEST_F(ShopTest, a_declined_card_is_not_charged) {
  EXPECT_EQ(shop_.charge("key", bad_), std::nullopt);
  EXPECT_EQ(shop_.books().cents_charged, 0);
}

TEST_F(ShopTest, a_charge_is_refunded_once) {
  shop_.charge("key", good_);
  shop_.refund("key", good_);
  shop_.refund("key", good_);
  EXPECT_EQ(shop_.books().cents_charged, 300);
  EXPECT_EQ(shop_.books().cents_refunded, 300);
}

TEST_F(ShopTest, a_charge_that_comes_after_its_refund_is_declined) {
  shop_.refund("key", good_);
  EXPECT_EQ(shop_.charge("key", good_), std::nullopt);
  EXPECT_EQ(shop_.traces_of(good_).cents_charged, 0);
}

TEST_F(ShopTest, a_charge_that_comes_again_after_its_refund_takes_no_money) {
  shop_.charge("key", good_);
  shop_.refund("key", good_);
  shop_.charge("key", good_);
  EXPECT_EQ(shop_.traces_of(good_).cents_charged, 0);
}

TEST_F(ShopTest, a_parcel_leaves_once_for_one_key_and_uses_its_reservation_up) {
  const auto reservation = shop_.reserve("key 1", good_);
  const auto first = shop_.ship("key 2", good_, *reservation);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(shop_.ship("key 2", good_, *reservation), first);
  shop_.release(*reservation);
  const auto traces = shop_.traces_of(good_);
  EXPECT_EQ(traces.shipments, 1);
  EXPECT_EQ(traces.units_shipped, 2);
  EXPECT_EQ(traces.units_held, 0);
  EXPECT_EQ(shop_.books().units_on_shelves, 3);
}

TEST_F(ShopTest, nobody_delivers_to_an_unknown_address) {
  const auto reservation = shop_.reserve("key 1", bad_);
  EXPECT_EQ(shop_.ship("key 2", bad_, *reservation), std::nullopt);
  EXPECT_EQ(shop_.traces_of(bad_).shipments, 0);
  EXPECT_EQ(shop_.traces_of(bad_).units_held, 4);
}

TEST_F(ShopTest, opening_again_changes_nothing) {
  shop_.reserve("key", good_);
  shop_.open({{"cup", 50}}, {{"1", "declined", "unknown"}});
  EXPECT_EQ(shop_.books().units_on_shelves, 3);
  EXPECT_TRUE(shop_.charge("other key", good_).has_value());
}

}  // namespace
}  // namespace skald::examples
