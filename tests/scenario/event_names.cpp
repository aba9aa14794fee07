#include "tests/scenario/event_names.h"

#include <cctype>

namespace skald::tests {

std::string name_of(const temporal::api::history::v1::HistoryEvent& event) {
  const std::string name =
      temporal::api::enums::v1::EventType_Name(event.event_type()).substr(sizeof("EVENT_TYPE_") - 1);
  std::string camel;
  bool upper = true;
  for (const char c : name) {
    if (c == '_') {
      upper = true;
      continue;
    }
    camel += upper ? c : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    upper = false;
  }
  return camel;
}

}  // namespace skald::tests
