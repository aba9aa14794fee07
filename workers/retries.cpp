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

std::optional<Duration> next_try(int tries, Duration since, const RetryBudget& budget) {
  const Duration plain = tries > 6 ? kLongest : std::min(kLongest, kFirst * (1 << (tries - 1)));
  const auto wait = std::chrono::duration_cast<Duration>(plain * jitter());
  const bool in_haste = budget.in_haste != nullptr && *budget.in_haste;
  if (since + wait > (in_haste ? RetryBudget().total : budget.total)) return std::nullopt;
  return wait;
}

bool is_worth_repeating(const Connection& connection, const Error& error, const RetryBudget& budget) {
  if (error.code == Code::kResourceExhausted) return true;
  if (connection.in_process() || is_final(connection)) return false;
  return error.code == Code::kUnavailable || error.code == Code::kConflict ||
         (error.code == Code::kUnknownOutcome && budget.may_happen_twice);
}

}  // namespace skald::workers
