#include "engine/server/overload.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include <utility>

namespace skald::server {
namespace {

namespace enums = temporal::api::enums::v1;

Error exhausted(std::string text, enums::ResourceExhaustedCause cause, enums::ResourceExhaustedScope scope) {
  temporal::api::errordetails::v1::ResourceExhaustedFailure detail;
  detail.set_cause(cause);
  detail.set_scope(scope);
  google::protobuf::Any any;
  any.PackFrom(detail);
  return {Code::kResourceExhausted, std::move(text), any.SerializeAsString()};
}

}  // namespace

Error too_many_calls() {
  return exhausted("namespace concurrent poller limit exceeded",
                   enums::RESOURCE_EXHAUSTED_CAUSE_CONCURRENT_LIMIT,
                   enums::RESOURCE_EXHAUSTED_SCOPE_NAMESPACE);
}

Error too_much_unread() {
  return exhausted("this connection has answers that it did not read yet: read them, then ask again",
                   enums::RESOURCE_EXHAUSTED_CAUSE_SYSTEM_OVERLOADED, enums::RESOURCE_EXHAUSTED_SCOPE_SYSTEM);
}

}  // namespace skald::server
