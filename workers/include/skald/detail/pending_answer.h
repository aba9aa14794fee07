#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "skald/options.h"
#include "skald/payload.h"

namespace skald {
struct WorkflowDescription;
struct WorkflowPage;
}  // namespace skald

namespace skald::detail {

/// Which run a client means. Without a run id: the current one of the workflow id.
struct RunRef {
  std::string workflow_id = {};
  std::string run_id = {};
  /// The first run of the chain that the caller knows; empty: any.
  std::string first_run_id = {};
  /// The caller's start made it, and did not find it.
  bool was_started = false;
};

/// What a call of the client came to; each kind of call fills its own field.
struct Answer {
  RunRef run;
  Payload payload;
  std::string text;
  std::shared_ptr<const WorkflowDescription> description;
  std::shared_ptr<const WorkflowPage> page;
  std::int64_t count = 0;
  std::exception_ptr error;
};

/// An answer on its way from the connection to whoever waits.
class PendingAnswer {
 public:
  void set(Answer answer);
  void fail(std::exception_ptr error);

  /// Waits; throws the answer's error.
  const Answer& get();
  bool is_ready();
  bool wait_for(Duration limit);
  /// Each is called once, in the order in which they came: on the thread that calls set(), or at once.
  void on_ready(std::function<void()> callback);

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  // protected by mutex_ until ready_, then constant
  Answer answer_;
  std::vector<std::function<void()>> callbacks_;
  bool ready_ = false;
};

}  // namespace skald::detail
