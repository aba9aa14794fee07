#include "tools/cli/dynamic_config.h"

#include <spdlog/spdlog.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <optional>

#include "tools/cli/duration_option.h"

namespace skald::cli {
namespace {

namespace json = boost::json;

/// Sets what a key means; false if the value does not fit.
using Set = bool (*)(const json::value& value, runtime::Options& options);

std::optional<std::int64_t> whole_number_in(const json::value& value) {
  if (value.is_int64() && value.get_int64() >= 0) return value.get_int64();
  if (value.is_uint64()) return static_cast<std::int64_t>(value.get_uint64());
  return {};
}

template <auto kLimit>
bool set_limit(const json::value& value, runtime::Options& options) {
  const std::optional<std::int64_t> number = whole_number_in(value);
  if (!number) return false;
  auto& limit = options.limits.*kLimit;
  limit = static_cast<std::remove_reference_t<decltype(limit)>>(*number);
  return true;
}

/// "20s", or a number of nanoseconds.
template <auto kMember>
bool set_duration(const json::value& value, runtime::Options& options) {
  if (const auto number = whole_number_in(value)) {
    options.*kMember = Duration(*number);
    return true;
  }
  if (!value.is_string()) return false;
  const auto duration = parse_duration(std::string(value.get_string()));
  if (!duration) return false;
  options.*kMember = *duration;
  return true;
}

const std::map<std::string, Set>& known_keys() {
  using core::Limits;
  using runtime::Options;
  static const std::map<std::string, Set> keys = {
      {"limit.blobSize.error", set_limit<&Limits::blob_bytes>},
      {"limit.memoSize.error", set_limit<&Limits::memo_bytes>},
      {"limit.historyCount.error", set_limit<&Limits::history_events>},
      {"limit.historySize.error", set_limit<&Limits::history_bytes>},
      {"limit.historyCount.suggestContinueAsNew", set_limit<&Limits::suggest_continue_as_new_events>},
      {"limit.historySize.suggestContinueAsNew", set_limit<&Limits::suggest_continue_as_new_bytes>},
      {"limit.numPendingActivities.error", set_limit<&Limits::pending_activities>},
      {"limit.numPendingChildExecutions.error", set_limit<&Limits::pending_children>},
      {"limit.numPendingSignals.error", set_limit<&Limits::pending_signals>},
      {"limit.numPendingCancelRequests.error", set_limit<&Limits::pending_cancels>},
      {"history.maxInFlightUpdates", set_limit<&Limits::updates_in_flight>},
      {"history.maxTotalUpdates", set_limit<&Limits::updates>},
      {"limit.maxIDLength", set_limit<&Limits::id_bytes>},
      {"history.maximumSignalsPerExecution", set_limit<&Limits::signals>},
      {"history.maximumBufferedEventsBatch", set_limit<&Limits::buffered_events>},
      {"history.longPollExpirationInterval", set_duration<&Options::history_long_poll>},
      {"matching.longPollExpirationInterval", set_duration<&Options::task_long_poll>},
  };
  return keys;
}

Error wrong(const std::string& setting, const std::string& why) {
  return Error{Code::kInvalidArgument, "--dynamic-config-value " + setting + ": " + why, {}};
}

}  // namespace

Status apply_dynamic_config(const std::vector<std::string>& settings, runtime::Options& options) {
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) return wrong(setting, "must be KEY=JSON");
    boost::system::error_code problem;
    const json::value value = json::parse(setting.substr(equals + 1), problem);
    if (problem) return wrong(setting, "the value is no JSON");
    const std::string key = setting.substr(0, equals);
    const auto known = known_keys().find(key);
    if (known == known_keys().end()) {
      spdlog::info("dynamic config: {} changes nothing here", key);
    } else if (!known->second(value, options)) {
      return wrong(setting, "the value does not fit");
    }
  }
  return {};
}

}  // namespace skald::cli
