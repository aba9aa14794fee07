#include "tests/unit_dsl/fake_run.h"

#include <utility>

#include "skald/detail/compensates.h"

namespace skald::tests {

// Not in the unnamed namespace: the functions of skald::detail below use it too.
static FakeRun* current = nullptr;

namespace {

std::string arguments_text(const Payloads& input) {
  std::string text;
  for (const auto& payload : input) {
    if (!text.empty()) text += ",";
    text += payload.data;
  }
  return text;
}

}  // namespace

FakeRun::FakeRun() { current = this; }

FakeRun::~FakeRun() { current = nullptr; }

void FakeRun::fail(const std::string& activity, std::shared_ptr<const WorkflowError> cause,
                   detail::Outcome outcome) {
  const ActivityError error("activity " + activity + " failed", activity, "1", 0, std::move(cause));
  plan_[activity] = {{}, std::make_exception_ptr(error), outcome};
}

void FakeRun::fails(const std::string& activity, const std::string& message) {
  fail(activity, std::make_shared<ApplicationError>(message), detail::Outcome::kFailed);
}

void FakeRun::times_out(const std::string& activity) {
  fail(activity, std::make_shared<TimeoutError>("timed out", TimeoutType::kStartToClose),
       detail::Outcome::kUnknown);
}

void FakeRun::is_cancelled(const std::string& activity) {
  plan_[activity] = {{}, std::make_exception_ptr(CancelledError("cancelled")), detail::Outcome::kUnknown};
}

detail::OperationRef FakeRun::call_activity(detail::ActivityCall call, const detail::Header& header) {
  auto line = (shields > 0 ? "shielded " : "") + call.type + "(" + arguments_text(call.input) + ")";
  for (const auto& [key, payload] : header) {
    if (key != detail::kCompensatesHeader) line += " with header " + key;
    const auto action = Converter<CompensatedAction>::decode(payload);
    line += " undoing " + action.idempotency_key + (action.outcome_known ? "" : " of unknown outcome");
  }
  calls.push_back(line);
  activities.push_back(call);
  auto operation = std::make_shared<detail::Operation>();
  const auto& plan = plan_[call.type];
  operation->name = call.type;
  operation->result = plan.result;
  operation->failure = plan.failure;
  operation->outcome = plan.outcome;
  operation->key = call.type + "#" + std::to_string(calls.size());
  return operation;
}

}  // namespace skald::tests

namespace skald::detail {

using tests::current;

class Scope {};

OperationRef start_activity(ActivityCall call) { return current->call_activity(std::move(call), {}); }

OperationRef start_activity_with_header(ActivityCall call, Header header) {
  return current->call_activity(std::move(call), header);
}

OperationRef start_timer(Duration delay, Site) {
  current->timers.push_back(delay);
  auto operation = std::make_shared<Operation>();
  operation->name = "timer";
  return operation;
}

OperationRef spawn(std::function<Payload()> body, Site) {
  auto operation = std::make_shared<Operation>();
  operation->name = "fiber";
  try {
    operation->result = body();
  } catch (const WorkflowError&) {
    operation->failure = std::current_exception();
  }
  return operation;
}

bool is_ready(const OperationRef& operation) { return operation->ready; }

void wait(const OperationRef& operation) { operation->ready = true; }

std::size_t wait_any(const std::vector<OperationRef>& operations) {
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i]->ready) return i;
  }
  operations.front()->ready = true;
  return 0;
}

const Payload& result(const OperationRef& operation) {
  if (operation->failure) std::rethrow_exception(operation->failure);
  return operation->result;
}

void refuse_payload(const OperationRef& source, const std::string& message) {
  current->refused = (source ? "result of " + source->name + ": " : "") + message;
  throw tests::LeftFiber();
}

void cancel(const OperationRef& operation) {
  operation->failure = std::make_exception_ptr(CancelledError("cancelled"));
}

void order_commands(const std::vector<OperationRef>& operations) {
  for (const auto& operation : operations) current->ordered.push_back(operation->name);
}

bool wait_until(Duration timeout, const std::function<bool()>& condition, Site) {
  if (timeout > Duration{}) current->timers.push_back(timeout);
  while (!condition()) {
    if (!current->happen || !current->happen()) return false;
  }
  return true;
}

Time now() { return Time(std::chrono::seconds(1)); }

std::uint64_t random_bits() {
  const auto bits = current->random.front();
  current->random.pop_front();
  return bits;
}

bool is_replaying() { return current->replaying; }
const WorkflowInfo& info() { return current->info; }
WorkflowInstance& current_instance() { return *current->instance; }

ScopeRef make_scope(bool shielded) { return shielded ? std::make_shared<Scope>() : nullptr; }

void run_in_scope(const ScopeRef& scope, const std::function<void()>& body) {
  if (scope) ++current->shields;
  body();
  if (scope) --current->shields;
}

std::string idempotency_key(const OperationRef& operation) { return operation->key; }
Outcome outcome(const OperationRef& operation) { return operation->outcome; }

}  // namespace skald::detail
