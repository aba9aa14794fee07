#include "engine/core/priority.h"

#include "engine/core/refusal.h"

namespace skald::core {

Status check_priority(const temporal::api::common::v1::Priority& priority) {
  constexpr std::size_t kLongestFairnessKey = 64;
  if (priority.priority_key() < 0) return invalid_argument("priority key can't be negative");
  if (priority.fairness_key().size() > kLongestFairnessKey)
    return invalid_argument("fairness key length exceeds limit");
  if (priority.fairness_weight() < 0) return invalid_argument("must be greater than zero");
  return {};
}

}  // namespace skald::core
