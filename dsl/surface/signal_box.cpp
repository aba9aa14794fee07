#include "skald/detail/signal_box.h"

namespace skald::detail {

bool SignalBox::signal(const std::string& name, const Payloads& input) {
  waiting_[name].push_back(input);
  return true;
}

std::vector<std::string> SignalBox::signal_names() const {
  std::vector<std::string> names;
  for (const auto& [name, waiting] : waiting_) names.push_back(name);
  return names;
}

bool SignalBox::query(const std::string&, const Payloads&, Payload&) const { return false; }

std::vector<std::string> SignalBox::query_names() const { return {}; }

}  // namespace skald::detail
