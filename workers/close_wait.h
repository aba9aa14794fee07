#pragma once

#include <memory>
#include <string>

#include "skald/detail/pending_answer.h"
#include "workers/connection.h"
#include "workers/timers.h"

namespace skald::workers {

/// Waits for the end of a workflow: for the close event of a run, then of the run that follows it
/// (continue-as-new, retry, cron), to the last one of the chain.
class CloseWait : public std::enable_shared_from_this<CloseWait> {
 public:
  CloseWait(std::shared_ptr<Connection> connection, std::shared_ptr<Timers> timers,
            std::string namespace_name, detail::RunRef run, std::shared_ptr<detail::PendingAnswer> pending);

  void start() { poll({}); }

 private:
  using Answer = Result<wire::GetWorkflowExecutionHistoryResponse>;

  void poll(std::string page_token);
  void answered(Answer answer);
  void poll_again(std::string page_token, Duration delay);
  void closed(const temporal::api::history::v1::HistoryEvent& event);
  void fail(std::exception_ptr error) { pending_->fail(std::move(error)); }

  const std::shared_ptr<Connection> connection_;
  const std::shared_ptr<Timers> timers_;
  const std::string namespace_;
  detail::RunRef run_;
  const std::shared_ptr<detail::PendingAnswer> pending_;
};

}  // namespace skald::workers
