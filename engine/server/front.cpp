#include "engine/server/front.h"

#include "engine/server/health.h"
#include "engine/server/reflection.h"

namespace skald::server {
namespace {

/// Ends a call at once.
class Refused final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refused(grpc::Status status) { Finish(std::move(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

Front::Front(const CallParts& parts) : parts_(parts) {
  for (const MethodTable* table : {&workflow_service_methods(), &operator_service_methods()}) {
    for (const Method& method : table->methods)
      methods_.emplace("/" + table->service + "/" + method.name, &method);
  }
}

grpc::ServerGenericBidiReactor* Front::CreateReactor(grpc::GenericCallbackServerContext* context) {
  const auto found = methods_.find(context->method());
  if (found != methods_.end()) return Call::begin(parts_, *found->second, *context);
  if (is_reflection(context->method())) return begin_reflection(parts_, *context);
  if (is_health(context->method())) return begin_health(is_stopping_, parts_.request_bytes);
  return new Refused({grpc::StatusCode::UNIMPLEMENTED, unknown(context->method())});
}

std::string Front::unknown(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  if (path.empty() || path[0] != '/' || slash == 0) return "malformed method name: \"" + path + "\"";
  const std::string service = path.substr(1, slash - 1);
  for (const MethodTable* table : {&workflow_service_methods(), &operator_service_methods()}) {
    if (table->service == service)
      return "unknown method " + path.substr(slash + 1) + " for service " + service;
  }
  return "unknown service " + service;
}

}  // namespace skald::server
