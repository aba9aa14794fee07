#include "dsl/replay/query.h"

#include <algorithm>
#include <string>
#include <utility>

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;
using Result = temporal::api::query::v1::WorkflowQueryResult;

Result answered(Payload answer) {
  Result result;
  result.set_result_type(enums::QUERY_RESULT_TYPE_ANSWERED);
  to_message(std::move(answer), *result.mutable_answer()->add_payloads());
  return result;
}

Result failed(const std::string& message, const std::string& type) {
  Result result;
  result.set_result_type(enums::QUERY_RESULT_TYPE_FAILED);
  result.set_error_message(message);
  auto& failure = *result.mutable_failure();
  failure.set_message(message);
  failure.set_source(kFailureSource);
  failure.mutable_application_failure_info()->set_type(type);
  return result;
}

std::string unknown(const Run& run, const std::string& name) {
  std::vector<std::string> names = run.instance->query_names();
  std::sort(names.begin(), names.end());
  names.emplace_back(kStackTraceQuery);
  std::string text = "unknown query " + name + ", known: ";
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text;
}

}  // namespace

Result answer_query(Run& run, const temporal::api::query::v1::WorkflowQuery& query) {
  const Activation activation(run);
  if (query.query_type() == kStackTraceQuery) return answered(json_text(run.scheduler.stack_traces()));
  if (!run.instance) return failed("the workflow has not begun, so it cannot be queried", "NotReady");
  try {
    Payload answer;
    const Payloads arguments = from_message(query.query_args());
    if (!run.instance->query(query.query_type(), arguments, answer)) {
      return failed(unknown(run, query.query_type()), "UnknownQuery");
    }
    return answered(std::move(answer));
  } catch (...) {
    const std::exception_ptr error = std::current_exception();
    return failed("query " + query.query_type() + ": " + message_of(error), type_name(error));
  }
}

}  // namespace skald::replay
