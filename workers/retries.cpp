#include "workers/retries.h"

#include <algorithm>
#include <random>

namespace skald::workers {
namespace {

constexpr Duration kFirst = std::chrono::milliseconds(100);
constexpr Duration kLongest = std::chrono::seconds(5);

double jitter() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.8, 1.2)(generator);
}

}  // namespace

std::optional<Duration> next_try(int tries, Duration waited, const RetryBudget& budget) {
  const Duration plain = tries > 6 ? kLongest : std::min(kLongest, kFirst * (1 << (tries - 1)));
  const auto wait = std::chrono::duration_cast<Duration>(plain * jitter());
  if (waited + wait > budget.total) return std::nullopt;
  return wait;
}

bool is_worth_repeating(const Connection& connection, const Error& error) {
  if (error.code == Code::kResourceExhausted) return true;
  return error.code == Code::kUnavailable && !connection.in_process();
}

}  // namespace skald::workers
