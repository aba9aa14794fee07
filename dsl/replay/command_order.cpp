#include <algorithm>
#include <memory>
#include <vector>

#include "dsl/fiber/fiber.h"
#include "dsl/replay/machine.h"
#include "dsl/replay/placement.h"
#include "dsl/replay/run.h"
#include "dsl/replay/spawned_fiber.h"
#include "skald/detail/calls.h"

namespace skald::detail {
namespace {

using replay::Machine;
using replay::Run;
using replay::SpawnedFiber;

bool is_unstarted(const Run& run, const Operation* operation) {
  return std::any_of(run.unstarted.begin(), run.unstarted.end(),
                     [operation](const auto& each) { return each.get() == operation; });
}

// Those whose place may still change, each once, in the order given.
std::vector<Operation*> movable(const Run& run, const std::vector<OperationRef>& operations) {
  std::vector<Operation*> found;
  for (const OperationRef& each : operations) {
    const auto* machine = dynamic_cast<const Machine*>(each.get());
    const bool can_move = machine != nullptr ? machine->is_unsent() : is_unstarted(run, each.get());
    if (can_move && std::find(found.begin(), found.end(), each.get()) == found.end()) {
      found.push_back(each.get());
    }
  }
  return found;
}

// Ids are made of numbers, so numbers follow the order too.
void renumber(const std::vector<Operation*>& operations) {
  std::vector<std::uint32_t> numbers;
  for (const Operation* each : operations) numbers.push_back(each->number());
  std::sort(numbers.begin(), numbers.end());
  for (std::size_t i = 0; i < operations.size(); ++i) operations[i]->renumber(numbers[i]);
}

template <class Wanted>
std::vector<Wanted*> only(const std::vector<Operation*>& operations) {
  std::vector<Wanted*> found;
  for (Operation* each : operations) {
    if (auto* wanted = dynamic_cast<Wanted*>(each)) found.push_back(wanted);
  }
  return found;
}

}  // namespace

void order_commands(const std::vector<OperationRef>& operations) {
  fiber::check_evicted();
  Run* run = replay::active_run();
  if (run == nullptr) throw UsageError("skald::all or skald::any called outside a workflow");
  const std::vector<Operation*> order = movable(*run, operations);
  renumber(order);
  const std::vector<Machine*> machines = only<Machine>(order);
  run->machines.reorder(machines);
  const std::vector<const replay::CommandSource*> sources(machines.begin(), machines.end());
  replay::place_in_order(run->commands.all(), sources, [](const replay::QueuedCommand& each) {
    return static_cast<const replay::CommandSource*>(each.source.get());
  });
  replay::place_in_order(run->unstarted, only<SpawnedFiber>(order),
                         [](const std::shared_ptr<SpawnedFiber>& each) { return each.get(); });
}

}  // namespace skald::detail
