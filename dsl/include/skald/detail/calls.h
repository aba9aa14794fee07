#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skald/errors.h"
#include "skald/options.h"
#include "skald/payload.h"
#include "skald/site.h"

/// The seam between the typed templates of the public headers and the replay engine. Every function must be
/// called on a fiber of a workflow run (else UsageError "… called outside a workflow") and checks for
/// eviction first.
namespace skald::detail {

/// Something that will come to a result: an activity, a timer, a spawned fiber. Lives on the heap.
class Operation;
using OperationRef = std::shared_ptr<Operation>;

struct ActivityCall {
  std::string type;
  ActivityOptions options;
  Payloads input;
  Site site = Site::current();
};

/// Makes the command; does not suspend. Belongs to the current cancellation scope.
OperationRef start_activity(ActivityCall call);
OperationRef start_timer(Duration delay, Site site);
/// Runs `body` on a fiber of its own, ready after all that are ready now. What it throws is the operation's
/// failure.
OperationRef spawn(std::function<Payload()> body, Site site);

bool is_ready(const OperationRef& operation);
/// Suspends until ready. Cancelling the scope in which the operation was made makes it ready with
/// CancelledError (an activity with wait_for_cancellation: when it ended).
void wait(const OperationRef& operation);
/// Suspends until one of them is ready; the smallest ready index.
std::size_t wait_any(const std::vector<OperationRef>& operations);
/// The result; throws what the operation failed with. Precondition: is_ready.
const Payload& result(const OperationRef& operation);
/// Fails the workflow task and leaves the fiber for good (only Evicted unwinds it): what came back does not
/// fit the type, and user code must not catch that. The engine adds what it knows of `source` ("event 7,
/// result of activity charge_card: "); null: `message` already says where the payload came from.
[[noreturn]] void refuse_payload(const OperationRef& source, const std::string& message);
/// Cancels it alone. Harmless if it is ready.
void cancel(const OperationRef& operation);

/// Puts the commands of these operations that were not sent yet into this order, at the places which they
/// hold now: compilers evaluate function arguments in different orders (dsl.md 4.1).
void order_commands(const std::vector<OperationRef>& operations);

/// Suspends until `condition` holds, checked after every event and every fiber that ran; false if `timeout`
/// (zero: none) came first. Throws CancelledError if the current scope is cancelled.
bool wait_until(Duration timeout, const std::function<bool()>& condition, Site site);

/// The time of the current workflow task.
Time now();
/// 64 bits of the run's own generator, seeded from original_execution_run_id; the algorithm is fixed for
/// ever.
std::uint64_t random_bits();
bool is_replaying();

/// Who a run is.
struct WorkflowInfo {
  std::string namespace_name;
  std::string workflow_id;
  std::string run_id;
  std::string first_execution_run_id;  ///< Of the chain: continue-as-new and retries keep it.
  std::string workflow_type;
  std::string task_queue;
  std::int32_t attempt = 1;                ///< From 1; a retry of the whole run counts on.
  Time start_time;                         ///< Of this run.
  std::int64_t history_length = 0;         ///< Events, up to the current workflow task.
  bool continue_as_new_suggested = false;  ///< The history has grown so long that a new run is due.
};
const WorkflowInfo& info();

class WorkflowInstance;  // definition.h
/// The instance that the current run's definition made. Precondition: `create` has returned.
WorkflowInstance& current_instance();

/// A cancellation scope. Scopes nest; the workflow's own is the root and is cancelled by a cancel request.
class Scope;
using ScopeRef = std::shared_ptr<Scope>;
/// Makes a scope below the current one; shielded: cancelling the parents does not reach it.
ScopeRef make_scope(bool shielded);
/// Makes `scope` the current fiber's scope while `body` runs.
void run_in_scope(const ScopeRef& scope, const std::function<void()>& body);
void cancel_scope(const ScopeRef& scope, const std::string& reason);
bool is_cancelled(const ScopeRef& scope);
ScopeRef current_scope();

/// Thrown by the body to close the run with a continue-as-new command.
struct ContinueAsNew {
  std::string workflow_type;
  Payloads input;
  Duration run_timeout = {};
  std::string task_queue = {};
};

/// Headers that the next activities carry: how a compensation's context learns of the action that it undoes.
using Header = std::vector<std::pair<std::string, Payload>>;
OperationRef start_activity_with_header(ActivityCall call, Header header);
/// The idempotency key of this activity operation, as its own context gives it (see idempotency_key.h).
std::string idempotency_key(const OperationRef& operation);

/// How an activity operation ended.
enum class Outcome {
  kSucceeded,
  kFailed,   ///< It ran and said that it failed.
  kUnknown,  ///< Timed out, cancelled or lost: it may or may not have happened.
};
Outcome outcome(const OperationRef& operation);

}  // namespace skald::detail
