#include "dsl/replay/machine_table.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "dsl/replay/placement.h"

namespace skald::replay {
namespace {

// Machines that history has not met sort behind all others.
std::int64_t sort_key(const Machine& machine) {
  const std::int64_t id = machine.initiated_event_id();
  return id == 0 ? std::numeric_limits<std::int64_t>::max() : id;
}

}  // namespace

void MachineTable::remove(const Machine* machine) {
  const auto found = std::find_if(machines_.begin(), machines_.end(),
                                  [machine](const auto& each) { return each.get() == machine; });
  if (found != machines_.end()) machines_.erase(found);
}

Machine* MachineTable::find(std::int64_t initiated_event_id) const {
  const auto found =
      std::lower_bound(machines_.begin(), machines_.end(), initiated_event_id,
                       [](const auto& machine, std::int64_t id) { return sort_key(*machine) < id; });
  if (found == machines_.end() || (*found)->initiated_event_id() != initiated_event_id) return nullptr;
  return found->get();
}

void MachineTable::reorder(const std::vector<Machine*>& order) {
  place_in_order(machines_, order, [](const auto& machine) { return machine.get(); });
}

}  // namespace skald::replay
