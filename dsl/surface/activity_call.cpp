#include "skald/detail/activity_call.h"

#include <chrono>
#include <utility>

namespace skald::detail {

ActivityCall make_activity_call(std::string_view type, ActivityOptions options, Payloads input, Site site) {
  if (options.start_to_close <= Duration{} && options.schedule_to_close <= Duration{}) {
    throw UsageError("activity " + std::string(type) +
                     ": the options need start_to_close or schedule_to_close");
  }
  return {std::string(type), std::move(options), std::move(input), site};
}

ActivityOptions default_activity_options() { return {.start_to_close = std::chrono::minutes(1)}; }

}  // namespace skald::detail
