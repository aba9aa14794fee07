#include "engine/server/headers.h"

namespace skald::server {

std::string header(const grpc::GenericCallbackServerContext& context, const char* name) {
  const auto& headers = context.client_metadata();
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : std::string(found->second.data(), found->second.size());
}

}  // namespace skald::server
