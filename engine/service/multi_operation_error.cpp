#include "engine/service/multi_operation_error.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>
#include <temporal/api/failure/v1/message.pb.h>

#include "engine/service/status_code.h"

namespace skald::service {
namespace {

using Detail = temporal::api::errordetails::v1::MultiOperationExecutionFailure;

void add_end(Detail& detail, const OperationEnd& end) {
  Detail::OperationStatus& status = *detail.add_statuses();
  switch (end.kind) {
    case OperationEnd::Kind::kDone: return;
    case OperationEnd::Kind::kAborted:
      status.set_code(status_code(Code::kConflict));
      status.set_message("Operation was aborted.");
      status.add_details()->PackFrom(temporal::api::failure::v1::MultiOperationExecutionAborted());
      return;
    case OperationEnd::Kind::kFailed:
      status.set_code(status_code(end.error->code));
      status.set_message(end.error->message);
      if (!end.error->detail.empty()) status.add_details()->ParseFromString(end.error->detail);
      return;
  }
}

}  // namespace

Error update_with_start_error(const OperationEnd& start, const OperationEnd& update) {
  Detail detail;
  add_end(detail, start);
  add_end(detail, update);
  google::protobuf::Any any;
  any.PackFrom(detail);
  const OperationEnd& first = start.error ? start : update;
  SKALD_ASSERT(first.error.has_value());
  return {first.error->code, "Update-with-Start could not be executed.", any.SerializeAsString()};
}

}  // namespace skald::service
