#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "skald/payload.h"

/// What registration makes of user code: type-erased workflows and activities. The typed templates fill
/// these, the replay engine and the activity runner call them.
namespace skald::detail {

/// One run's workflow object. Lives on the run's fibers.
class WorkflowInstance {
 public:
  virtual ~WorkflowInstance() = default;
  /// The body; on the run's main fiber. What it throws: see WorkflowError.
  virtual Payload run() = 0;
  /// Hands a signal to its handler, on a fiber of its own. False: there is no such handler.
  virtual bool signal(const std::string& name, const Payloads& input) = 0;
  virtual std::vector<std::string> signal_names() const = 0;
  /// Answers a query; must not suspend. False: there is no such query.
  virtual bool query(const std::string& name, const Payloads& input, Payload& result) const = 0;
  virtual std::vector<std::string> query_names() const = 0;
};

struct WorkflowDefinition {
  std::string name;
  /// Decodes the input (PayloadError if it does not fit) and makes the instance, on the run's main fiber.
  std::function<std::unique_ptr<WorkflowInstance>(const Payloads& input)> create;
};

struct ActivityDefinition {
  std::string name;
  /// Decodes, calls, encodes. On an activity thread.
  std::function<Payload(const Payloads& input)> run;
};

}  // namespace skald::detail
