#pragma once

#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/core/search_attribute_types.h"
#include "engine/store/store.h"

namespace skald::service {

/// What a list filter asks for.
struct ListQuery {
  store::ListFilter filter;
  /// Of a count.
  std::optional<store::GroupBy> group;
};

/// Reads a list filter, Temporal's (temporal-server.md 3.17), with its messages. Runs of a namespace division
/// are left out unless the filter speaks of divisions.
Result<ListQuery> parse_list_query(const std::string& namespace_name, const std::string& query,
                                   const core::SearchAttributeTypes& types);

}  // namespace skald::service
