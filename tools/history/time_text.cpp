#include "tools/history/time_text.h"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <ctime>

namespace skald::history {

namespace {

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
  std::array<char, 96> buffer{};
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
  va_end(arguments);
  return buffer.data();
}

/// "2 h" or "2 h 5 min": the larger unit, and the smaller one unless it is zero.
std::string two_units(long long large, const char* large_unit, long long small, const char* small_unit) {
  return small == 0 ? formatted("%lld %s", large, large_unit)
                    : formatted("%lld %s %lld %s", large, large_unit, small, small_unit);
}

}  // namespace

std::string duration_text(Duration duration) {
  const long long ns = duration.count();
  if (ns < 0) return "-" + duration_text(Duration(-ns));
  const double ms = static_cast<double>(ns) / 1e6;
  if (ns == 0) return "0 s";
  if (ms < 1) return formatted("%.0f µs", ms * 1e3);
  if (ms < 10) return formatted("%.1f ms", ms);
  if (ms < 1000) return formatted("%.0f ms", ms);
  const long long seconds = ns / 1'000'000'000;
  if (seconds < 60 && ns % 1'000'000'000 == 0) return formatted("%lld s", seconds);
  if (seconds < 60) return formatted("%.1f s", ms / 1e3);
  if (seconds < 3600) return two_units(seconds / 60, "min", seconds % 60, "s");
  if (seconds < 86400) return two_units(seconds / 3600, "h", seconds % 3600 / 60, "min");
  return two_units(seconds / 86400, "d", seconds % 86400 / 3600, "h");
}

std::string elapsed_text(Duration since_start) {
  const long long ms = since_start.count() / 1'000'000;
  const long long seconds = ms / 1000;
  if (seconds < 3600) return formatted("%lld.%03lld", seconds, ms < 0 ? 0 : ms % 1000);
  const long long days = seconds / 86400;
  const std::string clock =
      formatted("%02lld:%02lld:%02lld", seconds % 86400 / 3600, seconds % 3600 / 60, seconds % 60);
  return days == 0 ? clock : formatted("%lldd %s", days, clock.c_str());
}

std::string moment_text(Time time) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const std::time_t seconds = static_cast<std::time_t>(ms >= 0 ? ms / 1000 : (ms - 999) / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return formatted("%s.%03lld UTC", date.data(), static_cast<long long>(ms - seconds * 1000LL));
}

}  // namespace skald::history
