#pragma once

#include <string>

namespace skald::detail {

/// What every attempt of one activity has in common and no other activity shares: both the run that calls it
/// and the worker that runs it know these two. Fixed for ever: payment providers remember it.
inline std::string make_idempotency_key(const std::string& run_id, const std::string& activity_id) {
  return run_id + "/" + activity_id;
}

}  // namespace skald::detail
