#pragma once

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "engine/base/clock.h"

namespace skald::api {

google::protobuf::Timestamp to_timestamp(Time time);
Time to_time(const google::protobuf::Timestamp& timestamp);

google::protobuf::Duration to_duration_message(Duration duration);
/// Saturates at the ends of `Duration` (about ±292 years).
Duration to_duration(const google::protobuf::Duration& duration);

/// `time` + `duration`, or the end of `Time` if that lies beyond: timeouts may say any number of years.
Time later(Time time, Duration duration);

/// Present and not zero. Temporal reads a duration of zero as "not set" (temporal-server.md 6.2, 2).
bool is_set(const google::protobuf::Duration& duration);

}  // namespace skald::api
