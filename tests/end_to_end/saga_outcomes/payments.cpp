#include "tests/end_to_end/saga_outcomes/payments.h"

#include <skald/activity.h>

#include "tests/end_to_end/gates.h"

namespace skald::saga_outcomes {

using namespace std::chrono_literals;

Provider& Provider::of_process() {
  static Provider provider;
  return provider;
}

void Provider::note(const std::string& what) {
  const std::lock_guard lock(mutex_);
  notes_.push_back(what);
}

std::vector<std::string> Provider::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(notes_, {});
}

std::string charge(const Payment& payment) {
  Provider::of_process().note("charged " + activity::idempotency_key());
  if (!payment.gate.empty()) end_to_end::Gates::of_process().pass(payment.gate);
  return "charge-1";
}

void refund(const Payment&) {
  const auto undone = activity::compensates();
  Provider::of_process().note("refunded " + undone->idempotency_key +
                              (undone->outcome_known ? " known" : " unknown"));
}

std::string deliver(const Payment&) {
  throw ApplicationError("no address", {.type = "Address", .non_retryable = true});
}

std::string pay(const Payment& payment) {
  const SagaOptions options{.start_to_close = 60s,
                            .retry = {.maximum_attempts = 1},
                            .compensation = {.task_queue = kTaskQueue, .start_to_close = 60s}};
  return saga(options, [&](Saga& saga) {
    const Duration limit = std::chrono::milliseconds(payment.limit_ms);
    const ActivityOptions charging{.task_queue = payment.queue,
                                   .schedule_to_close = payment.queue.empty() ? Duration{} : limit,
                                   .start_to_close = limit,
                                   .retry = {.maximum_attempts = 1}};
    saga.with(charging).step<charge, with_arguments<refund>>(payment);
    return saga.step<deliver>(payment);
  });
}

}  // namespace skald::saga_outcomes
