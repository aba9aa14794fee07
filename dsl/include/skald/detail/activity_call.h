#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "skald/detail/calls.h"
#include "skald/detail/signature.h"

namespace skald::detail {

/// The call of an activity; UsageError if neither start_to_close nor schedule_to_close is set.
ActivityCall make_activity_call(std::string_view type, ActivityOptions options, Payloads input, Site site);
/// What a call without options gets: one minute an attempt, Temporal's retries.
ActivityOptions default_activity_options();

/// Waits for the operation and decodes what it came to. A payload that does not fit leaves the fiber for
/// good.
template <class R>
R take_result(const OperationRef& operation) {
  wait(operation);
  const auto& payload = result(operation);
  if constexpr (!std::is_void_v<R>) {
    std::string problem;
    try {
      return Converter<R>::decode(payload);
    } catch (const PayloadError& error) {
      problem = error.what();
    }
    refuse_payload(operation, problem);
  }
}

}  // namespace skald::detail
