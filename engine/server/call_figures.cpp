#include "engine/server/call_figures.h"

#include <algorithm>
#include <string>
#include <utility>

namespace skald::server {
namespace {

constexpr const char* kCodes[] = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

/// Long polls last up to a minute.
std::vector<double> seconds_bounds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
}

/// "WorkflowService" of "temporal.api.workflowservice.v1.WorkflowService".
std::string short_name(const std::string& service) { return service.substr(service.rfind('.') + 1); }

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

const char* code_name(grpc::StatusCode code) {
  const auto index = static_cast<std::size_t>(code);
  return index < std::size(kCodes) ? kCodes[index] : "UNKNOWN";
}

CallFigures::OfMethod::OfMethod(std::string of_service, std::string of_method)
    : service(std::move(of_service)), method(std::move(of_method)), seconds(seconds_bounds()) {}

CallFigures::CallFigures() {
  for (const MethodTable* table : {&workflow_service_methods(), &operator_service_methods()}) {
    for (const Method& method : table->methods) {
      figures_.push_back(std::make_unique<OfMethod>(short_name(table->service), method.name));
      by_method_.emplace(&method, figures_.back().get());
    }
  }
}

void CallFigures::note(const Method& method, grpc::StatusCode code, Duration took) {
  const auto found = by_method_.find(&method);
  const auto index = static_cast<std::size_t>(code);
  if (found == by_method_.end() || index >= found->second->by_code.size()) return;
  found->second->by_code[index].fetch_add(1, std::memory_order_relaxed);
  found->second->seconds.add(seconds(took));
}

void CallFigures::write(Exposition& out) const {
  out.begin("skald_requests_total", Exposition::Kind::kCounter, "Calls that were answered.");
  for (const auto& each : figures_) {
    for (std::size_t code = 0; code < each->by_code.size(); ++code) {
      const std::uint64_t count = each->by_code[code].load(std::memory_order_relaxed);
      if (count == 0) continue;
      out.sample({{"service", each->service}, {"method", each->method}, {"code", kCodes[code]}},
                 static_cast<double>(count));
    }
  }
  const std::uint64_t unknown = unknown_.load(std::memory_order_relaxed);
  if (unknown != 0) {
    out.sample({{"service", ""}, {"method", "unknown"}, {"code", "UNIMPLEMENTED"}},
               static_cast<double>(unknown));
  }
  out.begin("skald_request_duration_seconds", Exposition::Kind::kHistogram,
            "From a call's headers to its answer; polls wait for work meanwhile.");
  for (const auto& each : figures_) {
    if (each->seconds.read().count == 0) continue;
    out.sample({{"service", each->service}, {"method", each->method}}, each->seconds);
  }
}

}  // namespace skald::server
