#include "engine/core/decision.h"

namespace skald::core {

bool is_empty(const Transition& transition) {
  return transition.events().empty() && transition.facts().empty() && !transition.drops_speculative_task();
}

}  // namespace skald::core
