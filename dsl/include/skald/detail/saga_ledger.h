#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "skald/cancel_scope.h"
#include "skald/compensation_error.h"
#include "skald/detail/calls.h"
#include "skald/detail/kept_error.h"

namespace skald::detail {

/// One compensation that is owed.
struct OwedCompensation {
  ActivityCall call;
  OperationRef action;
};

/// The header that tells a compensation of the action that it undoes.
Header compensates_header(const std::string& idempotency_key, bool outcome_known);

/// What a saga owes if it fails. Lives on the stack of saga(); the steps write into it.
class SagaLedger {
 public:
  explicit SagaLedger(ActivityOptions compensation) : compensation_(std::move(compensation)) {}
  SagaLedger(const SagaLedger&) = delete;
  SagaLedger& operator=(const SagaLedger&) = delete;

  void count_step() { ++steps_; }

  /// `step`: the options of the action, which fill what the saga's options for compensations leave open.
  void owe(std::string compensation, Payloads input, OperationRef action, const ActivityOptions& step,
           Site site) {
    owed_.push_back(
        {{std::move(compensation), compensation_options(step), std::move(input), site}, std::move(action)});
  }

  /// Throws UsageError if a step was done: the next run would know nothing of what is owed.
  void refuse_continue_as_new() const;

  /// Runs every owed compensation, last first, where no cancellation reaches them; then throws `failure`
  /// again, or CompensationError if some failed for good. Precondition: `failure` holds a WorkflowError.
  [[noreturn]] void compensate(const std::exception_ptr& failure) {
    std::vector<CompensationFailure> failures;
    shielded([&] {
      while (!owed_.empty()) {
        const auto owed = std::move(owed_.back());
        owed_.pop_back();
        undo(owed, failures);
      }
    });
    end(failure, std::move(failures));
  }

 private:
  static void undo(const OwedCompensation& owed, std::vector<CompensationFailure>& failures) {
    const bool known = is_ready(owed.action) && outcome(owed.action) != Outcome::kUnknown;
    const auto operation =
        start_activity_with_header(owed.call, compensates_header(idempotency_key(owed.action), known));
    wait(operation);
    try {
      static_cast<void>(result(operation));
    } catch (const WorkflowError& error) {
      failures.push_back({owed.call.type, keep_error(error)});
    }
  }

  ActivityOptions compensation_options(const ActivityOptions& step) const;
  [[noreturn]] static void end(const std::exception_ptr& failure, std::vector<CompensationFailure> failures);

  ActivityOptions compensation_;
  std::vector<OwedCompensation> owed_;
  std::size_t steps_ = 0;
};

}  // namespace skald::detail
