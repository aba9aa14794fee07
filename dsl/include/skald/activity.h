#pragma once

#include <optional>
#include <string>
#include <utility>

#include "skald/converter.h"
#include "skald/detail/activity_context.h"
#include "skald/detail/compensates.h"
#include "skald/detail/signature.h"
#include "skald/errors.h"

/// What the author of an activity needs beside C++. An activity is an ordinary function: it may block, do
/// I/O, use threads. It fails by throwing (ApplicationError says whether to retry); it may run more than
/// once, so what it does should be safe to repeat: that is what the idempotency key is for.
///
/// All are called on the thread that runs the activity, else UsageError. None blocks.
namespace skald::activity {

/// Ids, types, attempt and deadline of this attempt.
inline const ActivityInfo& info() { return detail::current_activity().info(); }
/// From 1.
inline std::int32_t attempt() { return info().attempt; }
/// When this attempt is given up; nothing if no timeout bounds it.
inline std::optional<Time> deadline() { return info().deadline; }
/// The workflow, and the run of it, that called this activity.
inline const std::string& workflow_id() { return info().workflow_id; }
inline const std::string& run_id() { return info().run_id; }

/// The same in every attempt of this activity, and no other activity's: what a payment provider wants to be
/// given, so that it does the same thing once.
std::string idempotency_key();

/// Says that the attempt is alive, with what the next attempt should know if this one fails. As often as you
/// like: what reaches the engine is the first one, and then the newest after each 80 % of
/// ActivityOptions::heartbeat (30 s if that is not set).
template <class... Details>
void heartbeat(const Details&... details) {
  detail::current_activity().heartbeat(detail::encode_arguments<Details...>(details...));
}

/// What the last failed attempt gave to heartbeat(); nothing if there is none. Throws PayloadError if it is
/// no T.
template <class T>
std::optional<T> heartbeat_details() {
  const auto& details = detail::current_activity().heartbeat_details();
  if (details.empty()) return std::nullopt;
  return Converter<T>::decode(details.front());
}

/// True once the workflow wants this activity to stop. Heard of with the answer to a heartbeat: an activity
/// that never sends one does not learn it.
inline bool is_cancelled() { return detail::current_activity().is_cancelled(); }

/// Throws CancelledError if is_cancelled(): the attempt then ends as cancelled.
void throw_if_cancelled();

/// In a compensation of a saga: the action that it undoes. Nothing elsewhere. For functions that are also
/// called as ordinary activities.
std::optional<CompensatedAction> compensates();

/// The action that this compensation of a saga undoes: its idempotency key names at the provider what is to
/// be undone, and outcome_known says whether it is known that it happened. UsageError outside a compensation.
CompensatedAction compensated_action();

}  // namespace skald::activity
