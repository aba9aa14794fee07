#include "engine/service/status_code.h"

namespace skald::service {

int status_code(Code code) {
  switch (code) {
    case Code::kUnknownOutcome: return 2;
    case Code::kInvalidArgument: return 3;
    case Code::kDeadlineExceeded: return 4;
    case Code::kNotFound: return 5;
    case Code::kAlreadyExists: return 6;
    case Code::kPermissionDenied: return 7;
    case Code::kResourceExhausted: return 8;
    case Code::kFailedPrecondition: return 9;
    case Code::kConflict: return 10;
    case Code::kUnimplemented: return 12;
    case Code::kUnavailable: return 14;
    case Code::kDataLoss: return 15;
  }
  return 2;
}

}  // namespace skald::service
