#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <boost/json.hpp>

#include "engine/base/clock.h"
#include "engine/service/service.h"

namespace skald::tests {

/// What came of a call: {"reply": …} or {"error": {code, message, details}}, in protobuf's JSON form.
class Answer {
 public:
  void set(boost::json::object value);
  /// Null if there is none within `patience` of real time.
  std::optional<boost::json::object> wait(std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<boost::json::object> value_;
};

/// Makes the call named `rpc` ("SignalWorkflowExecution") with a request in protobuf's JSON form. Throws
/// std::runtime_error if there is no such call or the request does not fit it.
std::shared_ptr<Answer> call(service::Service& service, const service::Caller& caller, const std::string& rpc,
                             const boost::json::value& request);

/// Ends the polls under way whose requests carried this worker instance key.
void end_polls(service::Service& service, const std::string& worker_instance_key);

}  // namespace skald::tests
