#include "engine/core/search_attribute_types.h"

#include <set>

#include "engine/api/search_attribute_value.h"
#include "engine/core/refusal.h"

namespace skald::core {
namespace {

using temporal::api::common::v1::Payload;
using temporal::api::common::v1::SearchAttributes;
using Types = std::map<std::string, AttributeType, std::less<>>;

constexpr auto kBool = temporal::api::enums::v1::INDEXED_VALUE_TYPE_BOOL;
constexpr auto kDatetime = temporal::api::enums::v1::INDEXED_VALUE_TYPE_DATETIME;
constexpr auto kInt = temporal::api::enums::v1::INDEXED_VALUE_TYPE_INT;
constexpr auto kKeyword = temporal::api::enums::v1::INDEXED_VALUE_TYPE_KEYWORD;
constexpr auto kKeywordList = temporal::api::enums::v1::INDEXED_VALUE_TYPE_KEYWORD_LIST;

constexpr std::size_t kMostAttributes = 100;
constexpr std::size_t kValueBytes = 2048;
constexpr std::size_t kTotalBytes = 40 * 1024;

// What the server says of a run and nobody may set, beside what it says of every run.
bool is_reserved(std::string_view name) {
  static const std::set<std::string_view> names{
      "TemporalExternalPayloadCount",         "TemporalExternalPayloadSizeBytes",
      "TemporalUsedWorkerDeploymentVersions", "TemporalWorkerDeployment",
      "TemporalWorkerDeploymentVersion",      "TemporalWorkflowVersioningBehavior"};
  return names.count(name) != 0;
}

std::optional<AttributeType> look_up(const Types& types, std::string_view name) {
  const auto found = types.find(name);
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

Result<AttributeType> type_to_set(const std::string& name, const SearchAttributeTypes& types,
                                  const std::string& namespace_name) {
  if (system_attributes().count(name) != 0 || is_reserved(name)) {
    return invalid_argument(name + " attribute can't be set in SearchAttributes");
  }
  if (const auto type = types.find_settable(name)) return *type;
  return invalid_argument("Namespace " + namespace_name + " has no mapping defined for search attribute " +
                          name);
}

Error too_large(const std::string& what, std::size_t limit) {
  return {Code::kResourceExhausted, what + " exceeds size limit " + std::to_string(limit), {}};
}

Status check_value(const std::string& name, const Payload& payload, AttributeType type) {
  auto values = api::attribute_values(payload, type);
  if (!values) {
    return invalid_argument("invalid value for search attribute " + name + " of type " +
                            std::string(api::attribute_type_name(type)) + ": " + values.error().message);
  }
  if (payload.data().size() <= kValueBytes) return {};
  return too_large("search attribute " + name + " value size " + std::to_string(payload.data().size()),
                   kValueBytes);
}

}  // namespace

const Types& system_attributes() {
  static const Types types{
      {"WorkflowId", kKeyword},       {"RunId", kKeyword},          {"WorkflowType", kKeyword},
      {"StartTime", kDatetime},       {"ExecutionTime", kDatetime}, {"CloseTime", kDatetime},
      {"ExecutionStatus", kKeyword},  {"TaskQueue", kKeyword},      {"HistoryLength", kInt},
      {"HistorySizeBytes", kInt},     {"ExecutionDuration", kInt},  {"StateTransitionCount", kInt},
      {"ParentWorkflowId", kKeyword}, {"ParentRunId", kKeyword},    {"RootWorkflowId", kKeyword},
      {"RootRunId", kKeyword}};
  return types;
}

const Types& predefined_attributes() {
  static const Types types{{"BatcherNamespace", kKeyword},
                           {"BatcherUser", kKeyword},
                           {"BinaryChecksums", kKeywordList},
                           {"BuildIds", kKeywordList},
                           {"TemporalChangeVersion", kKeywordList},
                           {"TemporalExternalPayloadCount", kInt},
                           {"TemporalExternalPayloadSizeBytes", kInt},
                           {"TemporalNamespaceDivision", kKeyword},
                           {"TemporalPauseInfo", kKeywordList},
                           {"TemporalReportedProblems", kKeywordList},
                           {"TemporalScheduledById", kKeyword},
                           {"TemporalSchedulePaused", kBool},
                           {"TemporalScheduledStartTime", kDatetime},
                           {"TemporalUsedWorkerDeploymentVersions", kKeywordList},
                           {"TemporalWorkerDeployment", kKeyword},
                           {"TemporalWorkerDeploymentVersion", kKeyword},
                           {"TemporalWorkflowVersioningBehavior", kKeyword}};
  return types;
}

std::optional<AttributeType> SearchAttributeTypes::find(std::string_view name) const {
  if (const auto type = look_up(custom_, name)) return type;
  if (const auto type = look_up(system_attributes(), name)) return type;
  return look_up(predefined_attributes(), name);
}

std::optional<AttributeType> SearchAttributeTypes::find_settable(std::string_view name) const {
  if (const auto type = look_up(custom_, name)) return type;
  return is_reserved(name) ? std::nullopt : look_up(predefined_attributes(), name);
}

SearchAttributes with_types(const SearchAttributes& attributes) {
  SearchAttributes typed = attributes;
  for (auto& [name, payload] : *typed.mutable_indexed_fields()) {
    if (const auto type = look_up(predefined_attributes(), name)) {
      (*payload.mutable_metadata())["type"] = api::attribute_type_name(*type);
    }
  }
  return typed;
}

Result<SearchAttributes> checked_search_attributes(const SearchAttributes& attributes,
                                                   const SearchAttributeTypes* types,
                                                   const std::string& namespace_name) {
  if (types == nullptr) return with_types(attributes);
  const auto given = static_cast<std::size_t>(attributes.indexed_fields_size());
  if (given > kMostAttributes) {
    for (const auto& [name, payload] : attributes.indexed_fields()) {
      if (auto type = type_to_set(name, *types, namespace_name); !type) return type.error();
    }
    return invalid_argument("number of search attributes " + std::to_string(given) + " exceeds limit " +
                            std::to_string(kMostAttributes));
  }
  SearchAttributes typed = attributes;
  std::size_t bytes = 0;
  // In the order of names, so that the same request gets the same refusal.
  for (const auto& [name, payload] : std::map<std::string, Payload>(attributes.indexed_fields().begin(),
                                                                    attributes.indexed_fields().end())) {
    auto type = type_to_set(name, *types, namespace_name);
    if (!type) return type.error();
    SKALD_TRY(check_value(name, payload, *type));
    bytes += name.size() + payload.data().size();
    Payload& kept = (*typed.mutable_indexed_fields())[name];
    (*kept.mutable_metadata())["type"] = api::attribute_type_name(*type);
  }
  if (bytes > kTotalBytes) {
    return too_large("total size of search attributes " + std::to_string(bytes), kTotalBytes);
  }
  return typed;
}

SearchAttributes without_empty(SearchAttributes attributes) {
  SearchAttributes kept;
  for (auto& [name, payload] : *attributes.mutable_indexed_fields()) {
    const auto values = api::attribute_values(payload, api::attribute_type_of(payload));
    if (values && values->empty()) continue;
    (*kept.mutable_indexed_fields())[name].Swap(&payload);
  }
  return kept;
}

}  // namespace skald::core
