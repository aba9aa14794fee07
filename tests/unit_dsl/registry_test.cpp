#include "skald/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit_dsl/described_types.h"
#include "tests/unit_dsl/fake_run.h"

namespace skald::tests {

int double_it(int number) { return 2 * number; }
void greet(const std::string&) {}
int count_down(int from) { return from; }
Line last_signal(std::string name) {
  auto channel = signal_channel<Line>(std::move(name));
  static_cast<void>(channel.receive_for(std::chrono::seconds(1)));
  return channel.receive();
}

template <class T>
T twice(T value) {
  return value + value;
}

inline constexpr auto shout = [](std::string text) { return text + "!"; };

struct Bank {
  int balance = 0;
  int deposit(int amount) { return balance += amount; }
  int look() const { return balance; }
};
struct SavingsBank : Bank {};

class Counter {
 public:
  explicit Counter(int start, std::optional<int> step) : value_(start), step_(step.value_or(1)) {}
  int run() { return value_; }
  void increment(int times) { value_ += times * step_; }
  void reset() { value_ = 0; }
  int value() const { return value_; }
  int value_times(int factor) const { return value_ * factor; }
  int add(int n) { return value_ += n; }
  void check_add(int n) const {
    if (n < 0) throw ApplicationError("negative");
  }

 private:
  int value_;
  int step_;
};

class Renamed {
 public:
  void run() {}
};

}  // namespace skald::tests

template <>
inline constexpr std::string_view skald::Name<skald::tests::twice<int>> = "twice-int";
template <>
inline constexpr std::string_view skald::Name<+skald::tests::shout> = "shout";
template <>
struct skald::Interface<skald::tests::Counter>
    : skald::Workflow<&tests::Counter::run, int, std::optional<int>>,
      skald::Signals<&tests::Counter::increment, &tests::Counter::reset>,
      skald::Queries<&tests::Counter::value, &tests::Counter::value_times>,
      skald::Updates<skald::Update<&tests::Counter::add, &tests::Counter::check_add>> {};
template <>
struct skald::Interface<skald::tests::Renamed> : skald::Workflow<&tests::Renamed::run> {
  static constexpr std::string_view name = "renamed-v2";
};

namespace skald::tests {
namespace {

using testing::ElementsAre;

template <class... A>
std::string call(const Registry& registry, const std::string& activity, const A&... arguments) {
  return registry.find_activity(activity)->run(detail::encode_arguments<A...>(arguments...)).data;
}

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
    return {};
  } catch (const UsageError& error) {
    return error.what();
  }
}

TEST(Names, are_unqualified_or_what_name_says) {
  EXPECT_EQ(detail::name_of<double_it>(), "double_it");
  EXPECT_EQ(detail::name_of<&Bank::deposit>(), "deposit");
  EXPECT_EQ(detail::name_of<twice<int>>(), "twice-int");
  EXPECT_EQ(detail::class_name_of<Counter>(), "Counter");
  EXPECT_EQ(detail::class_name_of<Renamed>(), "renamed-v2");
}

TEST(Names, of_templates_and_lambdas_are_not_guessed) {
  EXPECT_EQ(detail::unqualified("orders::twice<int>"), "");
  EXPECT_EQ(detail::unqualified("orders::<lambda(int)>::_FUN"), "");
  EXPECT_EQ(detail::unqualified("twice<orders::Order>"), "");
  EXPECT_EQ(detail::unqualified("orders::{anonymous}::ship"), "ship");
  EXPECT_EQ(detail::unqualified("orders::(anonymous class)::__invoke"), "");
  EXPECT_EQ(detail::unqualified("orders::(anonymous class)"), "");
}

TEST(RegistryTest, activities_are_decoded_called_and_encoded) {
  Registry registry;
  registry.add_activities<double_it, greet, twice<int>, +shout>();
  EXPECT_EQ(call(registry, "double_it", 21), "42");
  EXPECT_EQ(call(registry, "twice-int", 4), "8");
  EXPECT_EQ(call(registry, "shout", std::string("hey")), R"("hey!")");
  EXPECT_EQ(registry.find_activity("greet")->run(detail::encode_arguments(std::string("x"))),
            Converter<std::monostate>::encode());
  EXPECT_THAT(registry.activity_names(), ElementsAre("double_it", "greet", "shout", "twice-int"));
}

TEST(RegistryTest, member_activities_work_on_their_object) {
  Registry registry;
  SavingsBank bank;
  registry.add_activities<&Bank::deposit>(bank);
  registry.add_activities<&Bank::look>(std::make_shared<const Bank>(Bank{7}));
  EXPECT_EQ(call(registry, "deposit", 5), "5");
  EXPECT_EQ(bank.balance, 5);
  EXPECT_EQ(call(registry, "look"), "7");
}

TEST(RegistryTest, a_function_workflow_runs_on_its_input) {
  Registry registry;
  registry.add_workflows<count_down>();
  const auto instance = registry.find_workflow("count_down")->create(detail::encode_arguments(3));
  EXPECT_EQ(instance->run().data, "3");
}

TEST(RegistryTest, a_wrong_input_names_workflow_and_argument) {
  Registry registry;
  registry.add_workflows<count_down>();
  try {
    registry.find_workflow("count_down")->create(detail::encode_arguments(std::string("x")));
    FAIL() << "the input was taken";
  } catch (const PayloadError& error) {
    EXPECT_STREQ(error.what(), R"(argument 1 of count_down: int: expected an integer, found the string "x")");
  }
}

TEST(RegistryTest, a_class_workflow_takes_signals_and_answers_queries) {
  Registry registry;
  registry.add_workflows<Counter>();
  const auto instance =
      registry.find_workflow("Counter")->create(detail::encode_arguments(10, std::optional<int>(5)));
  EXPECT_TRUE(instance->signal("increment", detail::encode_arguments(2)));
  EXPECT_FALSE(instance->signal("decrement", {}));
  Payload result;
  EXPECT_TRUE(instance->query("value", {}, result));
  EXPECT_EQ(result.data, "20");
  EXPECT_TRUE(instance->query("value_times", detail::encode_arguments(3), result));
  EXPECT_EQ(result.data, "60");
  EXPECT_FALSE(instance->query("increment", {}, result));
  EXPECT_TRUE(instance->signal("reset", {}));
  EXPECT_EQ(instance->run().data, "0");
  EXPECT_THAT(instance->signal_names(), ElementsAre("increment", "reset"));
  EXPECT_THAT(instance->query_names(), ElementsAre("value", "value_times"));
}

TEST(RegistryTest, a_function_workflow_receives_signals_that_came_before_it_asked) {
  FakeRun run;
  Registry registry;
  registry.add_workflows<last_signal>();
  run.instance = registry.find_workflow("last_signal")->create(detail::encode_arguments(std::string("go")));
  EXPECT_TRUE(run.instance->signal("go", detail::encode_arguments(Line{"a", 1, {}})));
  run.happen = [&] { return run.instance->signal("go", detail::encode_arguments(Line{"b", 2, {}})); };
  EXPECT_EQ(run.instance->run().data, R"({"sku":"b","quantity":2,"note":null})");
  EXPECT_THAT(run.instance->signal_names(), ElementsAre("go"));
}

TEST(RegistryTest, a_signal_that_does_not_fit_leaves_the_fiber) {
  FakeRun run;
  Registry registry;
  registry.add_workflows<last_signal>();
  run.instance = registry.find_workflow("last_signal")->create(detail::encode_arguments(std::string("go")));
  run.instance->signal("go", detail::encode_arguments(7));
  EXPECT_THROW(run.instance->run(), LeftFiber);
  EXPECT_EQ(run.refused, "signal go: argument 1 of go: Line: expected an object, found the number 7");
}

TEST(RegistryTest, a_name_is_taken_once) {
  Registry registry;
  registry.add_workflows<count_down>();
  registry.add_activities<double_it>();
  EXPECT_EQ(refusal([&] { registry.add_activities<double_it>(); }),
            "double_it is already an activity: an activity of the same name needs another one (skald::Name)");
  EXPECT_EQ(refusal([&] { registry.add_activities<count_down>(); }),
            "count_down is already a workflow: an activity of the same name needs another one (skald::Name)");
  EXPECT_EQ(refusal([&] { registry.add_workflows<double_it>(); }),
            "double_it is already an activity: a workflow of the same name needs another one (skald::Name)");
}

TEST(RegistryTest, an_unknown_name_is_told_with_what_there_is) {
  Registry registry;
  EXPECT_EQ(registry.unknown_workflow("X"), "workflow type X is not registered; nothing is registered");
  registry.add_workflows<count_down>();
  registry.add_workflows<Renamed>();
  registry.add_activities<double_it>();
  EXPECT_EQ(registry.find_workflow("double_it"), nullptr);
  EXPECT_EQ(registry.unknown_workflow("double_it"),
            "workflow type double_it is not registered; registered: count_down, renamed-v2 "
            "(there is an activity of that name)");
  EXPECT_EQ(registry.unknown_activity("X"), "activity type X is not registered; registered: double_it");
}

TEST(RegistryTest, one_registry_takes_over_another) {
  Registry registry;
  registry.add_activities<double_it>();
  Registry more;
  more.add_workflows<count_down>();
  registry.add_all(std::move(more));
  EXPECT_NE(registry.find_workflow("count_down"), nullptr);
  Registry again;
  again.add_activities<double_it>();
  EXPECT_NE(refusal([&] { registry.add_all(std::move(again)); }), "");
}

}  // namespace
}  // namespace skald::tests
