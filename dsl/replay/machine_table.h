#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dsl/replay/machine.h"

namespace skald::replay {

/// The open machines of a run, in the order of their commands; so those that history has met stand in the
/// order of their events, before those that it has not.
class MachineTable {
 public:
  void add(std::shared_ptr<Machine> machine) { machines_.push_back(std::move(machine)); }
  void remove(const Machine* machine);
  /// By the event that its command became; null if there is none. O(log n).
  Machine* find(std::int64_t initiated_event_id) const;
  const std::vector<std::shared_ptr<Machine>>& all() const { return machines_; }
  /// Puts the unsent ones among `order` into that order, at the places which they hold.
  void reorder(const std::vector<Machine*>& order);

 private:
  std::vector<std::shared_ptr<Machine>> machines_;
};

}  // namespace skald::replay
