#include "dsl/replay/machine.h"

#include "dsl/replay/run.h"
#include "skald/errors.h"

namespace skald::replay {

void Machine::refuse(Run& run) {
  if (is_ready()) return;
  const std::string why = scope().reason();
  const detail::Operation& operation = *this;  // both bases describe it
  fail(run, std::make_exception_ptr(
                CancelledError(operation.describe() + " was cancelled" + (why.empty() ? "" : ": " + why))));
}

void Machine::take_back(Run& run) {
  run.commands.remove(this);
  refuse(run);
  run.machines.remove(this);
}

}  // namespace skald::replay
