#include <utility>

#include "engine/service/close_event.h"
#include "engine/service/event_reader.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"
#include "skald/internal/v1/page_token.pb.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Request = wire::GetWorkflowExecutionHistoryRequest;
using Response = wire::GetWorkflowExecutionHistoryResponse;
using HistoryReply = Reply<Response>;

// One call: what was asked, and where the page token says to go on.
struct Reading {
  runtime::Engine& engine;
  Caller caller;
  Request request;
  HistoryReply reply;
  std::int64_t from = 1;
  std::int64_t started_event_id = 0;  // of the workflow task that the first page came with

  bool close_event_only() const {
    return request.history_event_filter_type() ==
           temporal::api::enums::v1::HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
  }
  std::size_t page_batches() const {
    const std::int32_t size = request.maximum_page_size();
    return size <= 0 || size > static_cast<std::int32_t>(kPageBatches) ? kPageBatches
                                                                       : static_cast<std::size_t>(size);
  }
};
using ReadingRef = std::shared_ptr<Reading>;

std::string token(const std::string& run_id, std::int64_t next_event_id, const Reading& reading) {
  internal::v1::HistoryPageToken token;
  token.set_run_id(run_id);
  token.set_next_event_id(next_event_id);
  token.set_started_event_id(reading.started_event_id);
  return token.SerializeAsString();
}

// Opens the gate for what was read when the run stood at `gate`.
void answer(Shard& shard, store::Seq gate, const ReadingRef& reading, Response response) {
  shard.parts().pipeline.when_durable(
      gate, [reading, response = std::move(response)]() mutable { reading->reply(std::move(response)); });
}

bool follows_next_run(const Caller& caller) { return caller.in_process || caller.follows_next_run; }

// People see what is recorded.
bool is_for_people(const Caller& caller) {
  return caller.in_process || caller.client_name == "temporal-cli" || caller.client_name == "temporal-ui";
}

// What no history holds and follows the last page: for the worker that holds a task, its events; for other
// programs those of a task that is virtual altogether.
std::vector<temporal::api::history::v1::HistoryEvent> events_of_task(const Run& run, const Reading& reading) {
  const internal::v1::WorkflowTaskState& task = run.state.workflow_task();
  const bool is_held = reading.started_event_id != 0 && task.started_event_id() == reading.started_event_id &&
                       task.stage() == internal::v1::WorkflowTaskState::STAGE_STARTED;
  const bool is_virtual = (task.transient() && task.attempt() > 1) || task.speculative();
  const bool is_shown = is_virtual && !reading.close_event_only() && !is_for_people(reading.caller);
  if (!is_held && !is_shown) return {};
  return core::transient_events(run.state);
}

// The page from reading->from on. While the run is open and the caller waits for events, the token never
// ends.
void answer_page(Shard& shard, const Run& run, const ReadingRef& reading) {
  const std::int64_t from = reading->close_event_only() ? run.state.next_event_id() - 1 : reading->from;
  const bool goes_on = !reading->close_event_only() && reading->request.wait_new_event() && run.is_open();
  read_events(reading->engine, shard, run, from, reading->page_batches(),
              [reading, gate = run.last, run_id = run.key.run_id, goes_on,
               of_task = events_of_task(run, *reading)](Shard& self, Result<EventPage> page) mutable {
                if (!page.ok()) return reading->reply(std::move(page).error());
                Response response;
                response.mutable_history()->Swap(&page->history);
                if (reading->close_event_only() && !follows_next_run(reading->caller))
                  tell_as_continued(*response.mutable_history());
                const auto& events = response.history().events();
                const std::int64_t after = events.empty() ? reading->from : events.rbegin()->event_id() + 1;
                if (page->next_event_id != 0) {
                  response.set_next_page_token(token(run_id, page->next_event_id, *reading));
                } else {
                  if (goes_on) response.set_next_page_token(token(run_id, after, *reading));
                  for (auto& event : of_task) response.mutable_history()->add_events()->Swap(&event);
                }
                answer(self, gate, reading, std::move(response));
              });
}

bool has_what_is_asked(const Run& run, const Reading& reading) {
  if (!run.is_open()) return true;
  if (reading.close_event_only()) return false;
  return reading.from < run.state.next_event_id();
}

// Nothing new within the long poll: an empty answer. Who waits for all events may come back with the token.
void answer_nothing(Shard& shard, const Run& run, const ReadingRef& reading) {
  Response response;
  response.mutable_history();
  if (reading->request.wait_new_event())
    response.set_next_page_token(token(run.key.run_id, reading->from, *reading));
  answer(shard, run.last, reading, std::move(response));
}

void read(Shard& shard, Run& run, const ReadingRef& reading) {
  if (has_what_is_asked(run, *reading)) return answer_page(shard, run, reading);
  const Duration patience =
      long_poll_time(reading->caller, shard.context().now, reading->engine.options().history_long_poll);
  const bool waits = reading->request.wait_new_event() || reading->close_event_only();
  if (!waits || patience == Duration::zero()) return answer_nothing(shard, run, reading);
  shard.wait_for_events(
      run,
      [&shard, reading](Run& changed, bool expired) {
        if (has_what_is_asked(changed, *reading)) {
          // Not here: the run is in the middle of a transition.
          shard.post([key = changed.key, reading](Shard& self) {
            self.with_run(key, [key, reading](Shard& there, Result<Run*> found) {
              if (!found.ok()) return reading->reply(std::move(found).error());
              if (*found == nullptr) return reading->reply(run_not_found(key));
              answer_page(there, **found, reading);
            });
          });
          return true;
        }
        if (expired) answer_nothing(shard, changed, reading);
        return expired;
      },
      patience);
}

Status take_token(Reading& reading, runtime::RunKey& key) {
  const std::string& bytes = reading.request.next_page_token();
  if (bytes.empty()) return {};
  internal::v1::HistoryPageToken parsed;
  if (!parsed.ParseFromString(bytes) || parsed.run_id().empty() || parsed.next_event_id() < 1) {
    return Error{Code::kInvalidArgument, "Invalid NextPageToken.", {}};
  }
  if (!key.run_id.empty() && key.run_id != parsed.run_id()) {
    return Error{Code::kInvalidArgument, "RunId in the request does not match the NextPageToken.", {}};
  }
  key.run_id = parsed.run_id();
  reading.from = parsed.next_event_id();
  reading.started_event_id = parsed.started_event_id();
  return {};
}

}  // namespace

void Service::get_workflow_execution_history(const Caller& caller, Request request, HistoryReply reply) {
  const auto& execution = request.execution();
  if (Status ok = check_execution(engine_, request.namespace_(), execution.workflow_id(), execution.run_id());
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  runtime::RunKey key{{request.namespace_(), execution.workflow_id()}, execution.run_id()};
  auto reading = std::make_shared<Reading>(Reading{engine_, caller, std::move(request), std::move(reply)});
  if (Status ok = take_token(*reading, key); !ok.ok()) return reading->reply(std::move(ok).error());
  engine_.shard_of(key.workflow).post([key, reading](Shard& shard) {
    shard.with_run(key, [key, reading](Shard& self, Result<Run*> found) {
      if (!found.ok()) return reading->reply(std::move(found).error());
      if (*found == nullptr) return reading->reply(run_not_found(key));
      read(self, **found, reading);
    });
  });
}

}  // namespace skald::service
