#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "skald/detail/calls.h"
#include "skald/detail/definition.h"
#include "skald/errors.h"

namespace skald::detail {

/// The instance of a function workflow: it keeps every signal until the function asks for it, since signals
/// may come before the function has run its first line.
class SignalBox : public WorkflowInstance {
 public:
  bool signal(const std::string& name, const Payloads& input) override;
  /// The signals that have come or were asked for so far.
  std::vector<std::string> signal_names() const override;
  bool query(const std::string& name, const Payloads& input, Payload& result) const override;
  std::vector<std::string> query_names() const override;

  /// Signals of that name nobody has taken, oldest first. The reference stays valid.
  std::deque<Payloads>& waiting(const std::string& name) { return waiting_[name]; }

 private:
  std::map<std::string, std::deque<Payloads>> waiting_;
};

/// The current run's box; UsageError in a class workflow, whose members take signals.
inline SignalBox& current_signal_box() {
  auto* box = dynamic_cast<SignalBox*>(&current_instance());
  if (box == nullptr) {
    throw UsageError("signal_channel in a class workflow: list its members in skald::Signals instead");
  }
  return *box;
}

}  // namespace skald::detail
