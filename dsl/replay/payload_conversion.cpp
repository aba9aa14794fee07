#include "dsl/replay/payload_conversion.h"

#include <boost/json/serialize.hpp>
#include <utility>

namespace skald::replay {

void to_message(Payload payload, temporal::api::common::v1::Payload& message) {
  for (auto& [key, value] : payload.metadata) (*message.mutable_metadata())[key] = std::move(value);
  message.set_data(std::move(payload.data));
}

void to_message(Payloads payloads, temporal::api::common::v1::Payloads& message) {
  for (Payload& payload : payloads) to_message(std::move(payload), *message.add_payloads());
}

Payload from_message(const temporal::api::common::v1::Payload& message) {
  Payload payload;
  for (const auto& [key, value] : message.metadata()) payload.metadata.emplace(key, value);
  payload.data = message.data();
  return payload;
}

Payloads from_message(const temporal::api::common::v1::Payloads& message) {
  Payloads payloads;
  payloads.reserve(static_cast<std::size_t>(message.payloads_size()));
  for (const auto& payload : message.payloads()) payloads.push_back(from_message(payload));
  return payloads;
}

Payload null_payload() { return {{{"encoding", "binary/null"}}, {}}; }

Payload json_text(const std::string& text) {
  return {{{"encoding", "json/plain"}}, boost::json::serialize(boost::json::string(text))};
}

}  // namespace skald::replay
