#include <algorithm>
#include <memory>
#include <utility>

#include "engine/api/stored_message.h"
#include "engine/service/event_reader.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"
#include "skald/internal/v1/page_token.pb.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Request = wire::GetWorkflowExecutionHistoryReverseRequest;
using Response = wire::GetWorkflowExecutionHistoryReverseResponse;

struct Reading {
  runtime::RunKey key;
  std::int64_t from = 0;  // the newest event of the page; 0: of the run
  std::size_t max_batches = kPageBatches;
};

Result<Reading> reading_of(const Request& request) {
  Reading reading;
  reading.key = {{request.namespace_(), request.execution().workflow_id()}, request.execution().run_id()};
  const std::int32_t size = request.maximum_page_size();
  if (size > 0) reading.max_batches = std::min(kPageBatches, static_cast<std::size_t>(size));
  if (request.next_page_token().empty()) return reading;
  internal::v1::HistoryPageToken token;
  if (!token.ParseFromString(request.next_page_token()) || token.run_id().empty() ||
      token.next_event_id() < 1) {
    return Error{Code::kInvalidArgument, "Invalid NextPageToken.", {}};
  }
  if (!reading.key.run_id.empty() && reading.key.run_id != token.run_id()) {
    return Error{Code::kInvalidArgument, "RunId in the request does not match the NextPageToken.", {}};
  }
  reading.key.run_id = token.run_id();
  reading.from = token.next_event_id();
  return reading;
}

Result<Response> read(store::Reader& reader, const Reading& reading, store::RunNumber number,
                      store::Seq last) {
  auto batches = reader.history_reverse(number, last, reading.from, reading.max_batches);
  if (!batches.ok()) return std::move(batches).error();
  Response response;
  response.mutable_history();
  std::int64_t next = 0;
  for (const store::HistoryBatch& batch : *batches) {
    temporal::api::history::v1::History part;
    if (!api::parse_stored(batch.events, part)) {
      return Error{Code::kDataLoss,
                   "history batch at event " + std::to_string(batch.first_event_id) + " of run " +
                       reading.key.run_id + " cannot be read",
                   {}};
    }
    for (auto event = part.mutable_events()->rbegin(); event != part.mutable_events()->rend(); ++event) {
      if (reading.from == 0 || event->event_id() <= reading.from)
        response.mutable_history()->add_events()->Swap(&*event);
    }
    next = batch.first_event_id - 1;
  }
  if (next > 0 && batches->size() == reading.max_batches) {
    internal::v1::HistoryPageToken token;
    token.set_run_id(reading.key.run_id);
    token.set_next_event_id(next);
    response.set_next_page_token(token.SerializeAsString());
  }
  return response;
}

}  // namespace

void Service::get_workflow_execution_history_reverse(const Caller&, const Request& request,
                                                     Reply<Response> reply) {
  const auto& execution = request.execution();
  if (Status ok = check_execution(engine_, request.namespace_(), execution.workflow_id(), execution.run_id());
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  Result<Reading> parsed = reading_of(request);
  if (!parsed.ok()) return reply(std::move(parsed).error());
  auto reading = std::make_shared<Reading>(std::move(*parsed));
  runtime::Engine& engine = engine_;
  engine.shard_of(reading->key.workflow).post([&engine, reading, reply = std::move(reply)](Shard& shard) {
    shard.with_run(reading->key, [&engine, reading, reply](Shard& self, Result<Run*> found) {
      if (!found.ok()) return reply(std::move(found).error());
      if (*found == nullptr) return reply(run_not_found(reading->key));
      const Run& run = **found;
      reading->key.run_id = run.key.run_id;
      reading->max_batches = std::min(reading->max_batches, batches_at_once(run.state));
      // All of it stands in the file once it is durable, which the answer must wait for anyway.
      self.when_durable(run, [&engine, reading, reply, number = run.number, last = run.last] {
        engine.loader().post([&engine, reading, reply, number, last](store::Reader& reader) {
          Result<Response> page = read(reader, *reading, number, last);
          if (page.ok()) return reply(std::move(page));
          engine.shard_of(reading->key.workflow).post([reading, reply, error = page.error()](Shard& there) {
            explain_unread(there, reading->key, error, [reply](Shard&, Error why) { reply(std::move(why)); });
          });
        });
      });
    });
  });
}

}  // namespace skald::service
