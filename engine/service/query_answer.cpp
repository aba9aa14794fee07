#include "engine/service/query_answer.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

namespace skald::service {
namespace {

constexpr char kTooLarge[] = "Blob data size exceeds limit.";
constexpr char kNoAnswer[] = "the worker did not say whether the query succeeded or failed";

}  // namespace

Error query_failed(const std::string& message, const temporal::api::failure::v1::Failure& failure) {
  temporal::api::errordetails::v1::QueryFailedFailure detail;
  if (failure.ByteSizeLong() > 0) *detail.mutable_failure() = failure;
  google::protobuf::Any any;
  any.PackFrom(detail);
  return {Code::kInvalidArgument, message, any.SerializeAsString()};
}

runtime::QueryResult query_result(const temporal::api::query::v1::WorkflowQueryResult& answer,
                                  const core::Limits& limits) {
  switch (answer.result_type()) {
    case temporal::api::enums::v1::QUERY_RESULT_TYPE_ANSWERED:
      if (answer.answer().ByteSizeLong() > limits.blob_bytes)
        return Error{Code::kInvalidArgument, kTooLarge, {}};
      return answer.answer();
    case temporal::api::enums::v1::QUERY_RESULT_TYPE_FAILED:
      return query_failed(answer.error_message(), answer.failure());
    default: return query_failed(kNoAnswer, {});
  }
}

}  // namespace skald::service
