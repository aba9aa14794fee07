#include "engine/api/time.h"

#include <cstdint>
#include <limits>

namespace skald::api {
namespace {

constexpr std::int64_t kPerSecond = 1'000'000'000;

// Seconds and the remaining nanoseconds; the latter never negative.
struct Split {
  std::int64_t seconds;
  std::int32_t nanos;
};

Split split_floor(std::int64_t nanoseconds) {
  std::int64_t seconds = nanoseconds / kPerSecond;
  std::int64_t rest = nanoseconds % kPerSecond;
  if (rest < 0) {
    rest += kPerSecond;
    --seconds;
  }
  return {seconds, static_cast<std::int32_t>(rest)};
}

std::int64_t join(std::int64_t seconds, std::int32_t nanos) {
  // Nanos may hold up to 2 s, whoever wrote them.
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max() / kPerSecond - 3;
  if (seconds > kMax) return std::numeric_limits<std::int64_t>::max();
  if (seconds < -kMax) return std::numeric_limits<std::int64_t>::min();
  return seconds * kPerSecond + nanos;
}

}  // namespace

google::protobuf::Timestamp to_timestamp(Time time) {
  const Split parts = split_floor(time.time_since_epoch().count());
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(parts.seconds);
  timestamp.set_nanos(parts.nanos);
  return timestamp;
}

Time to_time(const google::protobuf::Timestamp& timestamp) {
  return Time(Duration(join(timestamp.seconds(), timestamp.nanos())));
}

google::protobuf::Duration to_duration_message(Duration duration) {
  // Seconds and nanos carry the same sign in a protobuf duration.
  google::protobuf::Duration message;
  message.set_seconds(duration.count() / kPerSecond);
  message.set_nanos(static_cast<std::int32_t>(duration.count() % kPerSecond));
  return message;
}

Duration to_duration(const google::protobuf::Duration& duration) {
  return Duration(join(duration.seconds(), duration.nanos()));
}

Time later(Time time, Duration duration) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(time.time_since_epoch().count(), duration.count(), &sum))
    return Time(Duration(sum));
  return duration < Duration::zero() ? Time::min() : Time::max();
}

bool is_set(const google::protobuf::Duration& duration) {
  return duration.seconds() != 0 || duration.nanos() != 0;
}

}  // namespace skald::api
