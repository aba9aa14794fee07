#pragma once

#include <grpcpp/support/status.h>

#include <atomic>
#include <memory>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/result.h"

namespace skald::server {

/// What is written of a call. Never what it carries.
struct AccessLine {
  std::string method;  ///< "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo"
  std::string namespace_name;
  std::string identity;  ///< who the caller says to be
  std::string client;    ///< its library: "temporal-python"
  std::string key;       ///< the name of its API key
  std::string peer;      ///< "ipv4:127.0.0.1:40000"
  grpc::StatusCode code = grpc::StatusCode::OK;
  Duration took{};
};

/// One line of JSON for each call that was answered. Any thread.
class AccessLog {
 public:
  /// Appends to the file, which is made if it is not there; "-": standard error. A file that is moved away is
  /// not made again: rotate it by copying and cutting (logrotate's copytruncate).
  static Result<std::shared_ptr<AccessLog>> open(const std::string& path);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// A line that cannot be written is dropped: calls do not wait for their log.
  void write(const AccessLine& line);

 private:
  AccessLog(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

  const int descriptor_;
  const std::string path_;
  std::atomic<bool> is_failing_{false};
};

/// The line, with its end.
std::string access_text(const AccessLine& line, Time now);

}  // namespace skald::server
