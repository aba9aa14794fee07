#include "tests/differential/normaliser.h"

#include <algorithm>
#include <regex>
#include <set>
#include <vector>

namespace skald::tests {
namespace {

namespace json = boost::json;

// The server's own business.
const std::set<std::string> kDropped{
    "taskId",    "version",           "historySizeBytes",      "stateTransitionCount",
    "eventTime", "executionDuration", "pollerScalingDecision", "capabilities",
    "limits",    "supportsSchedules"};
const std::set<std::string> kTokens{"taskToken", "nextPageToken"};
const std::set<std::string> kNamespaceIds{"namespaceId", "parentNamespaceId", "parentWorkflowNamespaceId"};

const std::regex& time_form() {
  static const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)");
  return form;
}

const std::regex& id_form() {
  static const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  return form;
}

// Ids are named in the order of the sorted keys, so the walk must follow it.
std::vector<std::string> sorted_keys(const json::object& object) {
  std::vector<std::string> keys;
  for (const auto& entry : object) keys.emplace_back(entry.key());
  std::sort(keys.begin(), keys.end());
  return keys;
}

// "3 WORKFLOW_TASK_STARTED" says enough of an event that a task brings: histories are compared in full.
json::array outline(const json::object& history) {
  json::array lines;
  const json::value* events = history.if_contains("events");
  if (events == nullptr) return lines;
  for (const json::value& event : events->as_array()) {
    const std::string type(event.at("eventType").as_string());
    lines.emplace_back(std::string(event.at("eventId").as_string()) + " " +
                       type.substr(sizeof("EVENT_TYPE")));
  }
  return lines;
}

std::string decoded(std::string_view base64) {
  static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  std::size_t bits = 0;
  int held = 0;
  for (const char c : base64.substr(0, base64.find('='))) {
    bits = bits << 6 | alphabet.find(c);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    result += static_cast<char>(bits >> held & 0xff);
  }
  return result;
}

bool is_payload(const json::object& object) {
  const json::value* metadata = object.if_contains("metadata");
  return metadata != nullptr && metadata->as_object().contains("encoding");
}

// A payload with its bytes as text: an id in them is an id too.
json::object readable(const json::object& payload) {
  json::object metadata;
  for (const auto& [key, value] : payload.at("metadata").as_object()) {
    metadata[key] = decoded(std::string_view(value.as_string()));
  }
  json::object result{{"metadata", std::move(metadata)}};
  if (const json::value* data = payload.if_contains("data")) {
    result["data"] = decoded(std::string_view(data->as_string()));
  }
  return result;
}

// Pending activities come in no order.
json::array in_order(json::array activities) {
  std::sort(activities.begin(), activities.end(), [](const json::value& left, const json::value& right) {
    return left.at("activityId").as_string() < right.at("activityId").as_string();
  });
  return activities;
}

}  // namespace

json::value Normaliser::operator()(const json::value& value, const std::string& key) {
  if (const auto* given = value.if_object()) {
    const json::object payload = is_payload(*given) ? readable(*given) : json::object();
    const json::object* object = payload.empty() ? given : &payload;
    json::object result;
    for (const std::string& name : sorted_keys(*object)) {
      if (kDropped.contains(name)) continue;
      const bool is_outlined = name == "history" && object->contains("taskToken");
      result[rename_ids(name)] =
          is_outlined ? json::value(outline(object->at(name).as_object())) : (*this)(object->at(name), name);
    }
    return result;
  }
  if (const auto* array = value.if_array()) {
    json::array result;
    for (const json::value& each : key == "pendingActivities" ? in_order(*array) : *array)
      result.push_back((*this)(each));
    return result;
  }
  if (const auto* number = value.if_double()) {
    const auto whole = static_cast<std::int64_t>(*number);
    return static_cast<double>(whole) == *number ? json::value(whole) : value;
  }
  if (const auto* text = value.if_string()) {
    if (kTokens.contains(key)) return json::value("a token");
    if (kNamespaceIds.contains(key) && std::regex_match(text->begin(), text->end(), id_form())) {
      return json::value("a namespace id");
    }
    if (std::regex_match(text->begin(), text->end(), time_form())) return json::value("a time");
    return json::value(rename_ids(std::string(*text)));
  }
  return value;
}

std::string Normaliser::rename_ids(const std::string& text) {
  std::string result;
  auto rest = text.begin();
  for (std::sregex_iterator found(text.begin(), text.end(), id_form()), end; found != end; ++found) {
    const auto [entry, is_new] = names_.try_emplace(found->str(), "id-" + std::to_string(names_.size() + 1));
    result.append(rest, (*found)[0].first).append(entry->second);
    rest = (*found)[0].second;
  }
  return result.append(rest, text.end());
}

}  // namespace skald::tests
