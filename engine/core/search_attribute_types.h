#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <temporal/api/common/v1/message.pb.h>
#include <temporal/api/enums/v1/common.pb.h>

#include "engine/base/result.h"

namespace skald::core {

using AttributeType = temporal::api::enums::v1::IndexedValueType;

/// The search attributes of a namespace by name: custom ones and those that every namespace has.
class SearchAttributeTypes {
 public:
  SearchAttributeTypes() = default;
  explicit SearchAttributeTypes(std::map<std::string, AttributeType, std::less<>> custom)
      : custom_(std::move(custom)) {}

  /// The type of an attribute, whatever it is; none: unknown name.
  std::optional<AttributeType> find(std::string_view name) const;
  /// The type of an attribute that runs may set; none: unknown, or the engine sets it.
  std::optional<AttributeType> find_settable(std::string_view name) const;
  const std::map<std::string, AttributeType, std::less<>>& custom() const { return custom_; }

 private:
  std::map<std::string, AttributeType, std::less<>> custom_;
};

/// What the engine itself says of every run: WorkflowId, StartTime, ….
const std::map<std::string, AttributeType, std::less<>>& system_attributes();
/// Attributes that every namespace has and runs may set: TemporalChangeVersion, ….
const std::map<std::string, AttributeType, std::less<>>& predefined_attributes();

/// The attributes with the type of each predefined one in its metadata, as events and descriptions carry
/// them.
temporal::api::common::v1::SearchAttributes with_types(
    const temporal::api::common::v1::SearchAttributes& attributes);

/// Checks attributes that a run is to get (names, types, sizes) and puts each type into its metadata.
/// `namespace_name` is for the texts. Null `types`: nothing is known of custom attributes, they are taken as
/// they are. kResourceExhausted: one is too large, or all together are.
Result<temporal::api::common::v1::SearchAttributes> checked_search_attributes(
    const temporal::api::common::v1::SearchAttributes& attributes, const SearchAttributeTypes* types,
    const std::string& namespace_name);

/// Those with a value: null and an empty list set nothing in a run that is about to start.
temporal::api::common::v1::SearchAttributes without_empty(
    temporal::api::common::v1::SearchAttributes attributes);

}  // namespace skald::core
