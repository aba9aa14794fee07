#pragma once

#include <string>
#include <vector>

#include "engine/store/condition.h"
#include "engine/store/sqlite/names.h"

namespace skald::store {

/// A piece of SQL with the values of its parameters, from left to right.
struct Sql {
  std::string text;
  std::vector<api::AttributeValue> values;

  Sql& add(const Sql& other);
  Sql& add(const std::string& more);
  /// One parameter.
  Sql& add_value(api::AttributeValue value);
  /// "(?, ?, …)".
  Sql& add_list(const std::vector<api::AttributeValue>& list);
};

/// The condition as SQL on a row of table runs; true for the runs that it fits.
Result<Sql> condition_sql(const Connection& connection, Names& names, const Condition& condition);

}  // namespace skald::store
