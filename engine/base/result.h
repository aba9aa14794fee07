#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "engine/base/assert.h"

namespace skald {

/// Why something could not be done. A code exists only where somebody reacts to it differently.
enum class Code {
  kInvalidArgument,     ///< The request is wrong and stays wrong.
  kNotFound,            ///< The thing that it names is not there (any more).
  kAlreadyExists,       ///< The thing that it makes is there already.
  kFailedPrecondition,  ///< The state forbids it; repeating does not help before the state changes.
  kConflict,            ///< Somebody else was first; repeat with what is true now.
  kResourceExhausted,   ///< A limit or a full disk; the message names which. Repeat later.
  kUnavailable,         ///< Not now: starting, stopping, connection lost. Repeat.
  kUnknownOutcome,      ///< It may or may not have happened.
  kDataLoss,            ///< What was stored cannot be read back as it was written.
  kDeadlineExceeded,    ///< What it waited for did not come in time; nothing was changed.
  kPermissionDenied,    ///< The caller may not, or nobody may.
  kUnimplemented,       ///< This version cannot do it at all.
};

/// The code's name as messages print it: "invalid argument", "data loss", …
const char* to_string(Code code);

/// A failure as a value. `message` says what happened, to which run or file, and what the reader can do.
struct Error {
  Code code = Code::kInvalidArgument;
  std::string message;
  /// A serialised google.protobuf.Any with one of temporal.api.errordetails.v1, or empty. Clients of the
  /// Temporal API recognise some errors by it.
  std::string detail;
};

/// A value, or the error that came instead.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : held_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    SKALD_ASSERT(ok());
    return std::get<0>(held_);
  }
  const T& value() const& {
    SKALD_ASSERT(ok());
    return std::get<0>(held_);
  }
  T&& value() && {
    SKALD_ASSERT(ok());
    return std::get<0>(std::move(held_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    SKALD_ASSERT(!ok());
    return std::get<1>(held_);
  }
  Error&& error() && {
    SKALD_ASSERT(!ok());
    return std::get<1>(std::move(held_));
  }

 private:
  std::variant<T, Error> held_;
};

/// Success without a value, or an error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    SKALD_ASSERT(error_.has_value());
    return *error_;
  }
  Error&& error() && {
    SKALD_ASSERT(error_.has_value());
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace skald

/// Returns the error of `expression` (a Status) from the calling function, if it has one.
#define SKALD_TRY(expression)                                   \
  do {                                                          \
    if (auto skald_status = (expression); !skald_status.ok()) { \
      return std::move(skald_status).error();                   \
    }                                                           \
  } while (false)
