#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "tests/differential/comparison.h"
#include "tests/differential/normaliser.h"
#include "tests/differential/player.h"
#include "tests/differential/script_files.h"

namespace skald::tests {
namespace {

/// known_differences.json: what known_differences.md explains.
class KnownDifferences {
 public:
  explicit KnownDifferences(const std::string& script) {
    const boost::json::object file = read_known_differences();
    for (const auto& field : file.at("fields").as_array()) fields.emplace_back(field.as_string());
    const auto& of_scripts = file.at("places").as_object();
    if (const auto* own = of_scripts.if_contains(script)) {
      for (const auto& path : own->as_array()) places.emplace(path.as_string());
    }
  }

  std::vector<std::string> fields;  // not compared anywhere
  std::set<std::string> places;     // of this script, where a difference must be
};

class AgainstTheRealServer : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Scripts, AgainstTheRealServer, testing::ValuesIn(script_names()),
                         [](const auto& script) { return script.param; });

TEST_P(AgainstTheRealServer, a_worker_on_the_port_is_answered_alike) {
  Player player(read_operations(), GetParam(), {.in_process = false});
  const boost::json::value ours = Normaliser()(player.play(read_script(GetParam())));
  KnownDifferences known(GetParam());
  for (const Difference& each : differences(read_recording(GetParam()), ours, known.fields)) {
    if (known.places.erase(each.path) == 1) continue;
    ADD_FAILURE() << each.path << "\n  real: " << each.real << "\n  ours: " << each.ours;
  }
  for (const std::string& path : known.places) ADD_FAILURE() << path << " does not differ any more";
}

// The last event of a closed run.
bool ends_run(const std::string& event) {
  static const std::regex form(
      "\\d+ WORKFLOW_EXECUTION_(COMPLETED|FAILED|CANCELED|TERMINATED|TIMED_OUT|CONTINUED_AS_NEW)");
  return std::regex_match(event, form);
}

/// The events of the closed histories among the replies, by step: "5 WORKFLOW_EXECUTION_COMPLETED".
std::map<std::int64_t, std::vector<std::string>> closed_histories(const boost::json::array& replies) {
  std::map<std::int64_t, std::vector<std::string>> found;
  for (const boost::json::value& each : replies) {
    const boost::json::object& reply = each.as_object();
    if (!reply.contains("reply") || !reply.at("reply").as_object().contains("history")) continue;
    const auto* history = reply.at("reply").at("history").if_object();
    if (history == nullptr || !history->contains("events")) continue;
    std::vector<std::string> events;
    for (const boost::json::value& event : history->at("events").as_array()) {
      events.push_back(std::string(event.at("eventId").as_string()) + " " +
                       std::string(event.at("eventType").as_string().subview(sizeof("EVENT_TYPE"))));
    }
    if (ends_run(events.back())) found[reply.at("step").to_number<std::int64_t>()] = std::move(events);
  }
  return found;
}

std::vector<std::string> scripts_that_close() {
  std::set<std::string> on_port_only;
  const boost::json::object known = read_known_differences();
  for (const auto& name : known.at("on_port_only").as_array()) {
    on_port_only.emplace(name.as_string());
  }
  std::vector<std::string> names;
  for (const std::string& name : script_names()) {
    if (!on_port_only.contains(name) && !closed_histories(read_recording(name)).empty())
      names.push_back(name);
  }
  return names;
}

class InTheProcess : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Scripts, InTheProcess, testing::ValuesIn(scripts_that_close()),
                         [](const auto& script) { return script.param; });

TEST_P(InTheProcess, a_worker_leaves_the_same_history_as_the_real_server) {
  Player player(read_operations(), GetParam(), {.in_process = true});
  const boost::json::value ours = Normaliser()(player.play(read_script(GetParam())));
  EXPECT_EQ(closed_histories(ours.as_array()), closed_histories(read_recording(GetParam())));
}

}  // namespace
}  // namespace skald::tests
