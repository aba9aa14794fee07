#include "workers/grpc/wire_error.h"

#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>

namespace skald::workers {
namespace {

/// The first of the details in google.rpc.Status: field 3, each one an Any. That message is read through the
/// unknown fields of an empty one, because no library here has it generated.
std::string first_detail(const std::string& details) {
  constexpr int kDetailsField = 3;
  google::protobuf::Empty status;
  if (!status.ParseFromString(details)) return {};
  const auto& fields = status.GetReflection()->GetUnknownFields(status);
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& field = fields.field(i);
    const bool is_text = field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED;
    if (is_text && field.number() == kDetailsField) return field.length_delimited();
  }
  return {};
}

/// Servers in Go and in C++ say with this text that a message passes their limit: repeating it helps nobody.
bool says_too_large(const std::string& message) {
  return message.find("eceived message larger than max") != std::string::npos ||
         message.find("trying to send message larger than max") != std::string::npos;
}

/// Whatever Temporal's SDKs repeat (section 2.3 of what is known about its server) becomes kUnavailable,
/// kConflict or kResourceExhausted, which are repeated here.
Code to_code(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::INVALID_ARGUMENT: return Code::kInvalidArgument;
    case grpc::StatusCode::NOT_FOUND: return Code::kNotFound;
    case grpc::StatusCode::ALREADY_EXISTS: return Code::kAlreadyExists;
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::OUT_OF_RANGE: return Code::kFailedPrecondition;
    case grpc::StatusCode::UNIMPLEMENTED: return Code::kUnimplemented;
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED: return Code::kPermissionDenied;
    case grpc::StatusCode::ABORTED: return Code::kConflict;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return says_too_large(status.error_message()) ? Code::kInvalidArgument : Code::kResourceExhausted;
    case grpc::StatusCode::DEADLINE_EXCEEDED: return Code::kUnknownOutcome;
    case grpc::StatusCode::DATA_LOSS: return Code::kDataLoss;
    default: return Code::kUnavailable;
  }
}

std::string to_text(const grpc::Status& status, const std::string& method, const std::string& target) {
  const std::string& said = status.error_message();
  switch (status.error_code()) {
    case grpc::StatusCode::UNIMPLEMENTED: return target + " does not serve " + method + ": " + said;
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
      return target + " does not allow " + method + ": " + said +
             "; check the API key or client certificate, and that it may use this namespace (SKALD5002)";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      // gRPC's own words; a server says more.
      return said == "Deadline Exceeded" ? "no answer from " + target + " to " + method + " in time" : said;
    case grpc::StatusCode::UNAVAILABLE: return target + " cannot be reached: " + said;
    default: return said;
  }
}

}  // namespace

Error to_error(const grpc::Status& status, const char* method, const std::string& target) {
  return Error{to_code(status), to_text(status, method, target), first_detail(status.error_details())};
}

}  // namespace skald::workers
