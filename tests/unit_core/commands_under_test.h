#pragma once

#include <string>

#include "engine/api/time.h"
#include "engine/core/decide.h"

/// Commands and payloads in one word each, as the stories of these tests use them.
namespace skald::core::test {

using namespace std::chrono_literals;
using Command = temporal::api::command::v1::Command;
using Payloads = temporal::api::common::v1::Payloads;
using RetryPolicy = temporal::api::common::v1::RetryPolicy;
using Failure = temporal::api::failure::v1::Failure;
namespace enums = ::temporal::api::enums::v1;

Payloads payloads(const std::string& text);
std::string text_of(const Payloads& payloads);
Failure application_failure(const std::string& type, const std::string& message = "went wrong");

struct ActivityOptions {
  Duration schedule_to_close{};
  Duration schedule_to_start{};
  Duration start_to_close = 10s;
  Duration heartbeat{};
  /// Absent fields keep Temporal's defaults.
  RetryPolicy retry{};
  bool is_eager = false;
  std::string input = "in";
};
RetryPolicy at_most(std::int32_t attempts);

Command schedule(const std::string& activity_id, const ActivityOptions& options = {});
Command request_cancel(std::int64_t scheduled_event_id);
Command start_timer(const std::string& timer_id, Duration duration);
Command cancel_timer(const std::string& timer_id);
Command marker(const std::string& name);
Command upsert(const std::string& attribute, const std::string& json);
Command modify_memo(const std::string& field, const std::string& json);
Command complete(const std::string& result = "done");
Command fail(const Failure& failure);
Command cancel();
Command continue_as_new(const std::string& input = "next");
/// A command of this type, with nothing in it.
Command bare(enums::CommandType type);

}  // namespace skald::core::test
