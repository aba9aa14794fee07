#include "tools/cli/duration_option.h"

#include <array>
#include <cstdlib>

namespace skald::cli {

namespace {

struct Unit {
  const char* name;
  double nanoseconds;
};

constexpr std::array kUnits = {Unit{"ms", 1e6},   Unit{"s", 1e9},    Unit{"m", 60e9},
                               Unit{"min", 60e9}, Unit{"h", 3600e9}, Unit{"d", 86400e9}};

}  // namespace

std::optional<Duration> parse_duration(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !(number >= 0)) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (std::string(end) != unit.name) continue;
    const double nanoseconds = number * unit.nanoseconds;
    if (nanoseconds > 9.2e18) return std::nullopt;
    return Duration(static_cast<Duration::rep>(nanoseconds));
  }
  return std::nullopt;
}

}  // namespace skald::cli
