#include "workers/engine_port.h"

#include <charconv>

namespace skald::workers {
namespace {

constexpr int kLastPort = 65'535;

Error bad_address(const std::string& address) {
  return {Code::kInvalidArgument,
          "ListenOptions::address: '" + address + "' is no address such as 127.0.0.1:7233",
          {}};
}

}  // namespace

Result<std::unique_ptr<server::Server>> open_port(runtime::Engine& engine, const ListenOptions& options) {
  const std::string& address = options.address;
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0) return bad_address(address);
  server::Options listener;
  listener.ip = address.substr(0, colon);
  const char* const end = address.data() + address.size();
  const auto [last, error] = std::from_chars(address.data() + colon + 1, end, listener.port);
  if (error != std::errc() || last != end || listener.port < 0 || listener.port > kLastPort)
    return bad_address(address);
  listener.tls = {options.certificate_file, options.key_file, options.client_authorities_file};
  listener.insecure = options.insecure;
  return server::Server::start(engine, listener);
}

}  // namespace skald::workers
