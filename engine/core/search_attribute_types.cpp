#include "engine/core/search_attribute_types.h"

#include <map>
#include <string_view>

namespace skald::core {
namespace {

using temporal::api::common::v1::SearchAttributes;

// Those of the server's predefined attributes that clients may set.
const std::map<std::string_view, const char*>& predefined() {
  static const std::map<std::string_view, const char*> types{
      {"BatcherUser", "Keyword"},
      {"BinaryChecksums", "KeywordList"},
      {"BuildIds", "KeywordList"},
      {"TemporalChangeVersion", "KeywordList"},
      {"TemporalNamespaceDivision", "Keyword"},
      {"TemporalReportedProblems", "KeywordList"},
      {"TemporalScheduledById", "Keyword"},
      {"TemporalSchedulePaused", "Bool"},
      {"TemporalScheduledStartTime", "Datetime"},
  };
  return types;
}

}  // namespace

SearchAttributes with_types(const SearchAttributes& attributes) {
  SearchAttributes typed = attributes;
  for (auto& [name, payload] : *typed.mutable_indexed_fields()) {
    const auto type = predefined().find(name);
    if (type != predefined().end()) (*payload.mutable_metadata())["type"] = type->second;
  }
  return typed;
}

}  // namespace skald::core
