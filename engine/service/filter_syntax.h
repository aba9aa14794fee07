#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace skald::service {

/// One side of a comparison.
struct FilterOperand {
  enum class Kind {
    kColumn,
    kString,
    kNumber,     ///< its text
    kParameter,  ///< its text
    kBool,
    kNull,
    kOther,  ///< what filters cannot have; `text` is its name in the server's messages
  } kind = Kind::kOther;
  std::string text;
  bool truth = false;
};

/// A list filter as it is written; what its names and values mean is not known here.
struct FilterSyntax {
  enum class Kind { kAnd, kOr, kNot, kComparison, kIs, kOperand } kind = Kind::kOperand;
  std::vector<FilterSyntax> parts;  ///< of kAnd, kOr, kNot
  FilterOperand left;               ///< of the others
  /// Of kComparison: "=", "IN", "NOT BETWEEN", …. Of kIs: "NULL", "NOT NULL", "TRUE", ….
  std::string operation;
  std::vector<FilterOperand> right;
};

/// A filter with the clauses that follow it.
struct FilterClauses {
  std::optional<FilterSyntax> condition;
  std::vector<FilterOperand> group_by;
  bool has_order = false;
  bool has_limit = false;
};

/// Reads a filter: what may stand behind WHERE in SQL. The error's message is that of Temporal's parser,
/// "syntax error at position 42 near 'and'".
Result<FilterClauses> parse_filter(std::string_view filter);

}  // namespace skald::service
