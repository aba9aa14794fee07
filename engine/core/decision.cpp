#include "engine/core/decision.h"

namespace skald::core {

bool is_empty(const Transition& transition) {
  return transition.events().empty() && transition.facts().empty();
}

}  // namespace skald::core
