#include <skald/library.h>
#include <skald/workflow.h>

#include <string>

namespace greetings {

std::string polite(const std::string& name) { return "Dear " + name; }
std::string loud(const std::string& name) { return name + "!"; }

/// Two activities; the changed build swaps them.
std::string greet(const std::string& name) {
  const skald::ActivityOptions options{.start_to_close = std::chrono::seconds(10)};
#ifdef SKALD_TEST_CHANGED
  return skald::run<polite>(options, skald::run<loud>(options, name));
#else
  return skald::run<loud>(options, skald::run<polite>(options, name));
#endif
}

/// Stays open until somebody signals.
std::string wait_for_word(const std::string& name) {
  const std::string word = skald::SignalChannel<std::string>("word").receive();
  return name + ": " + word;
}

}  // namespace greetings

SKALD_WORKFLOWS(registry) {
  registry.add_workflows<greetings::greet, greetings::wait_for_word>();
  registry.add_activities<greetings::polite, greetings::loud>();
}
