#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/api/search_attribute_value.h"

namespace skald::store {

/// The attribute that hides a run from lists which do not ask for it.
inline constexpr char kNamespaceDivision[] = "TemporalNamespaceDivision";

/// One value of one search attribute of a run.
struct SearchValue {
  std::string attribute;
  api::AttributeValue value;
  bool operator==(const SearchValue&) const = default;
};

/// What of a run's search attributes (serialised temporal.api.common.v1.SearchAttributes) filters look at:
/// the values of those whose metadata says their type. Each once; a Text is one value, its words().
std::vector<SearchValue> search_values(const std::string& search_attributes);

/// The words of a text, small letters, a blank before, between and after: a phrase is in a text if the
/// words of the one are in the words of the other. Empty if there is no word.
std::string words(std::string_view text);

}  // namespace skald::store
