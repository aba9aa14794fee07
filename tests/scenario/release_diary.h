#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "tests/durability/fact.h"
#include "tests/store/recording_vfs/recording_vfs.h"
#include "tests/store/temporary_folder.h"

namespace skald::tests {

/// Keeps what an engine lets out, and looks whether the disk bore it out at that moment: nothing that is
/// released may depend on a row outside the synced image.
class ReleaseDiary {
 public:
  /// `file`: name of the database on the disk.
  ReleaseDiary(const store::RecordingVfs& disk, std::string file) : disk_(disk), file_(std::move(file)) {}

  /// Somebody is told this now: keeps it with the synced image of this moment. Of very many only some are
  /// kept. Any thread.
  void note(durability::Fact fact);
  /// Throws std::logic_error with what was told and is not borne out by the image that was kept with it.
  void check();

  /// Notes what a reply tells. Most tell nothing that a history could bear out; of runs outside the namespace
  /// "default" nothing is noted.
  template <class Request, class Response>
  void note_reply(const Request&, const Response&) {}
  void note_reply(const temporal::api::workflowservice::v1::StartWorkflowExecutionRequest& request,
                  const temporal::api::workflowservice::v1::StartWorkflowExecutionResponse& response);
  void note_reply(const temporal::api::workflowservice::v1::SignalWorkflowExecutionRequest& request,
                  const temporal::api::workflowservice::v1::SignalWorkflowExecutionResponse& response);
  void note_reply(const temporal::api::workflowservice::v1::RequestCancelWorkflowExecutionRequest& request,
                  const temporal::api::workflowservice::v1::RequestCancelWorkflowExecutionResponse& response);
  void note_reply(const temporal::api::workflowservice::v1::TerminateWorkflowExecutionRequest& request,
                  const temporal::api::workflowservice::v1::TerminateWorkflowExecutionResponse& response);
  void note_reply(const temporal::api::workflowservice::v1::GetWorkflowExecutionHistoryRequest& request,
                  const temporal::api::workflowservice::v1::GetWorkflowExecutionHistoryResponse& response);
  void note_reply(const temporal::api::workflowservice::v1::PollActivityTaskQueueRequest& request,
                  const temporal::api::workflowservice::v1::PollActivityTaskQueueResponse& response);

 private:
  struct Told {
    durability::Fact fact;
    std::unique_ptr<store::TemporaryFolder> image;
  };

  const store::RecordingVfs& disk_;
  const std::string file_;
  std::mutex mutex_;
  // Under mutex_:
  std::size_t count_ = 0;
  std::vector<Told> told_;
  /// Signals that were accepted since the workflow was started, by workflow and name.
  std::map<std::pair<std::string, std::string>, int> signals_;
};

}  // namespace skald::tests
