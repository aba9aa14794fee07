#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/bad_input/orders.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/temporary_folder.h"

/// Files that are none of ours, not of our time, or not whole: refused as they are, with nothing changed.
namespace skald::bad_input {
namespace {

using store::read_file;
using store::write_file;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class BadFile : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("test.db");

  /// A file of ours, closed, with an order that waits.
  std::string make_file() {
    {
      Engine engine(path_);
      Client(engine).start<hold>({.id = "order", .task_queue = kQueue}, Order{"order", 1});
    }
    return read_file(path_);
  }
  std::string refusal_that_changes_nothing() {
    const std::string before = read_file(path_);
    const std::string said = refusal_of(path_);
    EXPECT_EQ(read_file(path_), before);
    return said;
  }
  void expect_all_is_there() {
    Engine engine(path_);
    Worker worker(engine, kQueue);
    add_orders(worker);
    worker.start();
    const Client client(engine);
    client.handle("order").signal("go", 1);
    EXPECT_EQ(client.handle<hold>("order").result(), "order");
  }
};

TEST_F(BadFile, that_is_no_database_is_refused) {
  for (const std::string& content :
       {std::string("id,sku\n"), std::string(100'000, 'x'), std::string(5, '\0')}) {
    write_file(path_, content);
    EXPECT_THAT(refusal_that_changes_nothing(),
                AllOf(StartsWith("SKALD1007: "), HasSubstr(path_), HasSubstr("give another path")))
        << content.size();
  }
}

TEST_F(BadFile, that_belongs_to_another_program_is_refused) {
  store::execute_sql(path_, "CREATE TABLE customers(id); INSERT INTO customers VALUES(1)");
  EXPECT_THAT(refusal_that_changes_nothing(),
              AllOf(StartsWith("SKALD1007: "), HasSubstr(path_), HasSubstr("another program")));
  store::execute_sql(path_, "PRAGMA application_id = 42; PRAGMA user_version = 1");
  EXPECT_THAT(refusal_that_changes_nothing(), HasSubstr("another program"));
}

TEST_F(BadFile, that_is_empty_is_a_new_one) {
  write_file(path_, "");
  Engine engine(path_);
  Client(engine).start<hold>({.id = "order", .task_queue = kQueue}, Order{"order", 1});
}

TEST_F(BadFile, of_a_newer_format_is_refused_with_both_versions) {
  make_file();
  store::execute_sql(path_, "PRAGMA user_version = 9");
  EXPECT_THAT(refusal_that_changes_nothing(),
              AllOf(StartsWith("SKALD1008: "), HasSubstr(path_), HasSubstr("format version 9"),
                    HasSubstr("reads up to 2")));
  store::execute_sql(path_, "PRAGMA user_version = 2");
  expect_all_is_there();
}

TEST_F(BadFile, that_was_cut_is_refused_and_opens_again_once_it_is_whole) {
  const std::string whole = make_file();
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{4096}, std::size_t{512},
                                 std::size_t{99}, std::size_t{16}}) {
    write_file(path_, whole.substr(0, size));
    EXPECT_THAT(refusal_that_changes_nothing(),
                AllOf(StartsWith("SKALD1009: "), HasSubstr(path_),
                      HasSubstr("has been cut: it has " + std::to_string(size) + " bytes of ")));
  }
  write_file(path_, whole);
  expect_all_is_there();
}

TEST_F(BadFile, with_a_damaged_first_page_is_refused_and_opens_again_once_it_is_repaired) {
  make_file();
  struct Flip {
    std::size_t byte;
    int bit;
    const char* code;
  };
  // Magic, page size, write and read version, number of pages, format version, application id, first table.
  for (const Flip& flip :
       {Flip{3, 6, "SKALD1007: "}, Flip{16, 6, "SKALD1010: "}, Flip{17, 0, "SKALD1010: "},
        Flip{18, 6, "SKALD1010: "}, Flip{19, 3, "SKALD1010: "}, Flip{29, 2, "SKALD1009: "},
        Flip{62, 1, "SKALD1008: "}, Flip{68, 5, "SKALD1007: "}, Flip{100, 6, "SKALD1010: "}}) {
    store::flip_bit(path_, flip.byte, flip.bit);
    EXPECT_THAT(refusal_that_changes_nothing(), AllOf(StartsWith(flip.code), HasSubstr(path_)))
        << "byte " << flip.byte;
    store::flip_bit(path_, flip.byte, flip.bit);
  }
  expect_all_is_there();
}

TEST_F(BadFile, with_a_damaged_page_that_opening_needs_is_refused_with_the_pages_number) {
  make_file();
  const std::size_t page =
      std::stoul(store::query_sql(path_, "SELECT rootpage FROM sqlite_schema WHERE name = 'meta'"));
  store::flip_bit(path_, (page - 1) * 4096, 6);
  EXPECT_THAT(refusal_of(path_), AllOf(StartsWith("SKALD1010: "), HasSubstr("age " + std::to_string(page))));
  store::flip_bit(path_, (page - 1) * 4096, 6);
  expect_all_is_there();
}

}  // namespace
}  // namespace skald::bad_input
