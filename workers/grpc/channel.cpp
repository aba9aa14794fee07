#include "workers/grpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>

#include "skald/errors.h"

namespace skald::workers {
namespace {

/// What Temporal's SDKs receive at most.
constexpr int kLargestMessage = 128 << 20;

grpc::ChannelArguments arguments(const ConnectOptions& options) {
  grpc::ChannelArguments result;
  result.SetMaxReceiveMessageSize(kLargestMessage);
  result.SetMaxSendMessageSize(kLargestMessage);
  result.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  result.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 15'000);
  result.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  result.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // gRPC would wait up to two minutes before it looks for a lost server again.
  result.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  result.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  result.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  // What is repeated, and for how long, is decided above: see retries.h.
  result.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // Nobody asks for what gRPC would count and note of each call; requests go uncompressed.
  result.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
  result.SetInt(GRPC_ARG_MAX_CHANNEL_TRACE_EVENT_MEMORY_PER_NODE, 0);
  result.SetInt(GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0);
  // A connection is not shared with others in the process.
  result.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (options.tls && !options.tls->server_name.empty())
    result.SetSslTargetNameOverride(options.tls->server_name);
  return result;
}

std::shared_ptr<grpc::ChannelCredentials> credentials(const ConnectOptions& options) {
  if (!options.tls) {
    if (!options.api_key.empty())
      throw UsageError("ConnectOptions::api_key needs tls: it would cross the network readable");
    return grpc::InsecureChannelCredentials();
  }
  const TlsOptions& tls = *options.tls;
  if (tls.client_certificate.empty() != tls.client_key.empty())
    throw UsageError("TlsOptions: client_certificate and client_key belong together, one is missing");
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = tls.server_ca;
  ssl.pem_cert_chain = tls.client_certificate;
  ssl.pem_private_key = tls.client_key;
  return grpc::SslCredentials(ssl);
}

bool is_port(const std::string& text) {
  const bool has_digits = !text.empty() && text.size() <= 5 &&
                          std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return has_digits && std::stoi(text) >= 1 && std::stoi(text) <= 65535;
}

}  // namespace

std::string full_address(const std::string& address) {
  if (!fits_header(address) || address.find(' ') != std::string::npos)
    throw UsageError("connect: '" + address + "' is no address such as localhost:7233");
  if (address.find("://") != std::string::npos) {
    throw UsageError("connect: the address is host:port without a scheme, not '" + address +
                     "'; TLS is an option");
  }
  if (address.rfind("unix:", 0) == 0) return address;
  const bool is_bare_ipv6 = address.back() == ']';
  const std::size_t colon = is_bare_ipv6 ? std::string::npos : address.rfind(':');
  if (colon == std::string::npos) return address + ":7233";
  if (!is_port(address.substr(colon + 1)))
    throw UsageError("connect: '" + address + "' has no port number after its colon");
  return address;
}

std::shared_ptr<grpc::Channel> make_channel(const std::string& address, const ConnectOptions& options) {
  if (!options.api_key.empty() && !fits_header(options.api_key))
    throw UsageError("ConnectOptions::api_key holds characters that no API key has");
  return grpc::CreateCustomChannel(address, credentials(options), arguments(options));
}

bool fits_header(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace skald::workers
