#pragma once

#include <string>

#include "skald/child_options.h"
#include "skald/detail/calls.h"

namespace skald::detail {

struct ChildCall {
  std::string type;
  ChildOptions options;
  Payloads input;
  Site site = Site::current();
};

/// Makes the command; does not suspend. Belongs to the current cancellation scope. Its result is the child's.
OperationRef start_child(ChildCall call);

struct ExternalSignalCall {
  std::string workflow_id;
  std::string name;
  Payloads input;
  Site site = Site::current();
};

/// The same for a signal; ready when it has arrived.
OperationRef signal_external(ExternalSignalCall call);

}  // namespace skald::detail
