#include "engine/base/result.h"

namespace skald {

const char* to_string(Code code) {
  switch (code) {
    case Code::kInvalidArgument: return "invalid argument";
    case Code::kNotFound: return "not found";
    case Code::kAlreadyExists: return "already exists";
    case Code::kFailedPrecondition: return "failed precondition";
    case Code::kConflict: return "conflict";
    case Code::kResourceExhausted: return "resource exhausted";
    case Code::kUnavailable: return "unavailable";
    case Code::kUnknownOutcome: return "unknown outcome";
    case Code::kDataLoss: return "data loss";
    case Code::kDeadlineExceeded: return "deadline exceeded";
    case Code::kPermissionDenied: return "permission denied";
    case Code::kUnimplemented: return "unimplemented";
  }
  return "unknown code";
}

}  // namespace skald
