#include "skald/saga.h"

#include "skald/converter.h"
#include "skald/detail/compensates.h"
#include "skald/json.h"

namespace skald {
namespace {

/// "2 compensations failed: refund_card: card network down; release_stock: …".
std::string describe(const std::vector<CompensationFailure>& failures) {
  auto text = failures.size() == 1 ? std::string("a compensation failed: ")
                                   : std::to_string(failures.size()) + " compensations failed: ";
  for (const auto& failure : failures) {
    if (&failure != &failures.front()) text += "; ";
    text += failure.compensation + ": " + failure.error->chain();
  }
  return text;
}

}  // namespace

CompensationError::CompensationError(std::shared_ptr<const WorkflowError> cause,
                                     std::vector<CompensationFailure> failures)
    : ApplicationError(describe(failures), {.type = "CompensationError", .non_retryable = true},
                       std::move(cause)),
      failures_(std::move(failures)) {}

namespace detail {

Header compensates_header(const std::string& idempotency_key, bool outcome_known) {
  return {{kCompensatesHeader, Converter<CompensatedAction>::encode({idempotency_key, outcome_known})}};
}

ActivityOptions step_options(const SagaOptions& options) {
  return {.task_queue = options.task_queue,
          .schedule_to_close = options.schedule_to_close,
          .schedule_to_start = options.schedule_to_start,
          .start_to_close = options.start_to_close,
          .heartbeat = options.heartbeat,
          .retry = options.retry,
          .wait_for_cancellation = options.wait_for_cancellation};
}

ActivityOptions SagaLedger::compensation_options(const ActivityOptions& step) const {
  auto options = compensation_;
  if (options.task_queue.empty()) options.task_queue = step.task_queue;
  if (options.start_to_close <= Duration{} && options.schedule_to_close <= Duration{}) {
    // The step's schedule_to_close bounds one attempt here: all attempts together have no end.
    options.start_to_close = step.start_to_close > Duration{} ? step.start_to_close : step.schedule_to_close;
  }
  return options;
}

void SagaLedger::refuse_continue_as_new() const {
  if (steps_ == 0) return;
  throw UsageError("continue-as-new inside a saga of which " + std::to_string(steps_) +
                   (steps_ == 1 ? " step is" : " steps are") +
                   " done: the next run could not undo them. Leave the saga first");
}

void SagaLedger::end(const std::exception_ptr& failure, std::vector<CompensationFailure> failures) {
  if (failures.empty()) std::rethrow_exception(failure);
  try {
    std::rethrow_exception(failure);
  } catch (const WorkflowError& error) {
    throw CompensationError(keep_error(error), std::move(failures));
  }
}

}  // namespace detail
}  // namespace skald
