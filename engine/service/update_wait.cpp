#include "engine/service/update_wait.h"

#include <memory>
#include <utility>

#include "engine/core/update.h"
#include "engine/service/event_reader.h"
#include "engine/service/refusals.h"

namespace skald::service {
namespace {

namespace enums = temporal::api::enums::v1;
using core::UpdateStage;
using runtime::Run;
using runtime::Shard;
using WaitRef = std::shared_ptr<UpdateWait>;

void answer(Shard& shard, store::Seq gate, const WaitRef& wait, Result<UpdateNews> news) {
  shard.parts().pipeline.when_durable(
      gate, [wait, news = std::move(news)]() mutable { wait->reply(std::move(news)); });
}

UpdateNews completed(const core::Failure& failure) {
  UpdateNews news{enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED, {}};
  news.outcome.emplace();
  *news.outcome->mutable_failure() = failure;
  return news;
}

// The outcome stands in the history alone.
void answer_outcome(Shard& shard, const Run& run, const WaitRef& wait) {
  const std::int64_t event_id = run.state.updates().at(wait->update_id).completed_event_id();
  read_events(
      wait->engine, shard, run, event_id, 1, [wait, gate = run.last](Shard& self, Result<EventPage> page) {
        if (!page.ok()) return wait->reply(std::move(page).error());
        UpdateNews news{enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED, {}};
        if (page->history.events_size() > 0) {
          news.outcome =
              page->history.events(0).workflow_execution_update_completed_event_attributes().outcome();
        }
        answer(self, gate, wait, std::move(news));
      });
}

// The news of now.
void answer_now(Shard& shard, const Run& run, const WaitRef& wait) {
  switch (core::update_stage(run.state, wait->update_id)) {
    case UpdateStage::kCompleted: return answer_outcome(shard, run, wait);
    case UpdateStage::kAccepted:
      if (!run.is_open()) return answer(shard, run.last, wait, completed(core::update_without_outcome()));
      return answer(shard, run.last, wait,
                    UpdateNews{enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED, {}});
    case UpdateStage::kUnknown:
      return answer(shard, run.last, wait,
                    UpdateNews{enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED, {}});
  }
}

bool has_come_far_enough(const Run& run, const UpdateWait& wait) {
  switch (core::update_stage(run.state, wait.update_id)) {
    case UpdateStage::kCompleted: return true;
    case UpdateStage::kAccepted:
      return !run.is_open() || wait.wanted != enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED;
    case UpdateStage::kUnknown: break;
  }
  return wait.at_most == Duration::zero();
}

// Later: the run may be in the middle of a transition.
void answer_soon(Shard& shard, const Run& run, const WaitRef& wait) {
  shard.post([key = run.key, wait](Shard& self) {
    self.with_run(key, [wait](Shard& there, Result<Run*> found) {
      if (!found.ok()) return wait->reply(std::move(found).error());
      if (*found == nullptr) return wait->reply(run_not_found(wait->key));
      answer_now(there, **found, wait);
    });
  });
}

bool wake(Shard& shard, const Run& run, bool expired, const WaitRef& wait) {
  const auto& ends = run.calls.update_ends;
  if (const auto end = ends.find(wait->update_id); end != ends.end()) {
    answer(shard, run.last, wait,
           end->second.ok() ? Result<UpdateNews>(completed(*end->second))
                            : Result<UpdateNews>(end->second.error()));
    return true;
  }
  if (!expired && !has_come_far_enough(run, *wait)) return false;
  answer_soon(shard, run, wait);
  return true;
}

}  // namespace

void wait_for_update(Shard& shard, Run& run, UpdateWait wait) {
  auto shared = std::make_shared<UpdateWait>(std::move(wait));
  if (has_come_far_enough(run, *shared)) return answer_now(shard, run, shared);
  shard.wait_for_events(
      run, [&shard, shared](Run& changed, bool expired) { return wake(shard, changed, expired, shared); },
      shared->at_most);
}

}  // namespace skald::service
