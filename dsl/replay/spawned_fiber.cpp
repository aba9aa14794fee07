#include "dsl/replay/spawned_fiber.h"

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/run.h"
#include "engine/base/assert.h"

namespace skald::replay {

std::shared_ptr<SpawnedFiber> SpawnedFiber::start(Run& run, std::function<Payload()> body, Site site) {
  auto operation =
      std::make_shared<SpawnedFiber>(std::move(body), run.current->scope, site, run.next_number());
  run.unstarted.push_back(operation);
  run.spawn_fiber("spawned fiber", operation->own_scope_, [&run] { run_first_unstarted(run); });
  return operation;
}

void SpawnedFiber::run_first_unstarted(Run& run) {
  SKALD_ASSERT(!run.unstarted.empty());
  const std::shared_ptr<SpawnedFiber> operation = run.unstarted.front();
  run.unstarted.erase(run.unstarted.begin());
  run.current->scope = operation->own_scope_;
  operation->execute(run);
  operation->body_ = nullptr;
}

void SpawnedFiber::execute(Run& run) {
  std::exception_ptr error;
  try {
    Payload value = body_();
    outcome_ = detail::Outcome::kSucceeded;
    succeed(run, std::move(value));
    return;
  } catch (const fiber::Evicted&) {
    throw;
  } catch (...) {
    error = std::current_exception();
  }
  outcome_ = detail::Outcome::kFailed;
  fail(run, error);
  constexpr long kOnlyThisFiber = 1;
  if (shared_from_this().use_count() - 1 == kOnlyThisFiber) report_unseen(run, error);
}

void SpawnedFiber::report_unseen(Run& run, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const WorkflowError&) {
    // Part of the story, and the author chose not to wait for it.
  } catch (...) {
    run.fail_task(
        "a spawned fiber that nobody waits for threw " + type_name(error) + ": " + message_of(error),
        type_name(error));
  }
}

void SpawnedFiber::cancel(Run& run) {
  if (is_ready()) return;
  own_scope_->cancel({});
  run.cancel_waiting();
}

}  // namespace skald::replay
