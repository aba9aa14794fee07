#include "engine/server/front.h"

#include "engine/server/call_figures.h"
#include "engine/server/reflection.h"

namespace skald::server {
namespace {

/// Ends a call at once.
class Refused final : public Stream {
 public:
  Refused(std::unique_ptr<StreamContext> context, const grpc::Status& status) : Stream(std::move(context)) {
    Finish(status);
  }
  void OnDone() override { delete this; }
};

}  // namespace

Front::Front(const CallParts& parts) : parts_(parts), health_(parts.request_bytes) {
  for (const MethodTable* table : {&workflow_service_methods(), &operator_service_methods()}) {
    for (const Method& method : table->methods)
      methods_.emplace("/" + table->service + "/" + method.name, &method);
  }
}

Stream* Front::take(std::unique_ptr<StreamContext> context) {
  const auto found = methods_.find(context->method());
  if (found != methods_.end()) return Call::begin(parts_, *found->second, std::move(context));
  if (is_reflection(context->method())) return begin_reflection(parts_, std::move(context));
  if (Health::has(context->method())) return health_.begin(std::move(context));
  if (parts_.figures != nullptr) parts_.figures->note_unknown();
  const grpc::Status status(grpc::StatusCode::UNIMPLEMENTED, unknown(context->method()));
  return new Refused(std::move(context), status);
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
