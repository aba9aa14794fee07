#include "workers/history_reader.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "workers/retries.h"

namespace skald::workers {
namespace {

using temporal::api::history::v1::History;

struct HistoryReader : std::enable_shared_from_this<HistoryReader> {
  void next_page() {
    call<wire::GetWorkflowExecutionHistoryRequest, wire::GetWorkflowExecutionHistoryResponse>(
        connection, timers, &Connection::get_workflow_execution_history, request,
        [self = shared_from_this()](Result<wire::GetWorkflowExecutionHistoryResponse> page) {
          self->page_arrived(std::move(page));
        });
  }

  void page_arrived(Result<wire::GetWorkflowExecutionHistoryResponse> page) {
    if (!page.ok()) return done(std::move(page).error());
    for (auto& event : *page->mutable_history()->mutable_events()) *events.add_events() = std::move(event);
    if (page->next_page_token().empty()) return done(std::move(events));
    request.set_next_page_token(std::move(*page->mutable_next_page_token()));
    // Not from here: calls that are answered at once must not nest.
    timers->after(Duration::zero(), [self = shared_from_this()] { self->next_page(); });
  }

  std::shared_ptr<Connection> connection;
  std::shared_ptr<Timers> timers;
  wire::GetWorkflowExecutionHistoryRequest request;
  Reply<History> done;
  History events;
};

}  // namespace

void read_history(const std::shared_ptr<Connection>& connection, const std::shared_ptr<Timers>& timers,
                  const std::string& namespace_name, const detail::RunRef& run, Reply<History> done) {
  auto reader = std::make_shared<HistoryReader>();
  reader->connection = connection;
  reader->timers = timers;
  reader->request.set_namespace_(namespace_name);
  reader->request.mutable_execution()->set_workflow_id(run.workflow_id);
  reader->request.mutable_execution()->set_run_id(run.run_id);
  reader->done = std::move(done);
  reader->next_page();
}

Result<std::string> to_json(const History& history) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(history, &text, options);
  if (!status.ok()) return Error{Code::kDataLoss, "the history is no valid JSON: " + status.ToString(), {}};
  return text;
}

}  // namespace skald::workers
