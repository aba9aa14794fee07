#include <gtest/gtest.h>

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

}  // namespace
}  // namespace skald::tests
