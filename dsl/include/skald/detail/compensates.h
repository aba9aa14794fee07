#pragma once

#include <boost/describe.hpp>
#include <string>

namespace skald {

/// What a compensation is told of the action that it undoes.
struct CompensatedAction {
  std::string idempotency_key;
  /// False: the action timed out, was cancelled or lost, and may have happened, not happened, or still be
  /// running.
  bool outcome_known = false;
};
BOOST_DESCRIBE_STRUCT(CompensatedAction, (), (idempotency_key, outcome_known))

namespace detail {
/// The header in which it travels, as JSON.
inline constexpr const char* kCompensatesHeader = "skald-compensates";
}  // namespace detail

}  // namespace skald
