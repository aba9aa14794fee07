#pragma once

#include <grpcpp/support/status.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "engine/base/clock.h"
#include "engine/server/exposition.h"
#include "engine/server/histogram.h"
#include "engine/server/methods.h"

namespace skald::server {

/// Counts the calls that were answered, by method and code, and how long they took. Any thread.
class CallFigures {
 public:
  CallFigures();

  void note(const Method& method, grpc::StatusCode code, Duration took);
  /// A call of a method that nobody knows.
  void note_unknown() { unknown_.fetch_add(1, std::memory_order_relaxed); }

  void write(Exposition& out) const;

 private:
  struct OfMethod {
    OfMethod(std::string of_service, std::string of_method);

    std::string service;
    std::string method;
    std::array<std::atomic<std::uint64_t>, grpc::StatusCode::UNAUTHENTICATED + 1> by_code{};
    Histogram seconds;
  };

  /// In the order of the tables.
  std::vector<std::unique_ptr<OfMethod>> figures_;
  std::unordered_map<const Method*, OfMethod*> by_method_;
  std::atomic<std::uint64_t> unknown_{0};
};

/// "NOT_FOUND".
const char* code_name(grpc::StatusCode code);

}  // namespace skald::server
