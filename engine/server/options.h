#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/server/authority.h"

namespace skald::server {

/// Files in PEM form. They are read again when they change, so that certificates can be renewed in place.
struct TlsFiles {
  std::string certificate;  ///< the chain, the server's own first; empty: no TLS
  std::string key;
  /// Callers must show a certificate that one of these signed; empty: they need none.
  std::string client_authorities;
};

/// How a server listens.
struct Options {
  /// An address, or "localhost".
  std::string ip = "127.0.0.1";
  /// 0: any that is free.
  int port = 7233;
  TlsFiles tls;
  /// Lets others than this machine connect without TLS.
  bool insecure = false;
  /// Empty: whoever can connect may do everything.
  std::vector<ApiKey> api_keys;
  /// Larger requests are refused, also if they become so when they are inflated.
  std::size_t request_bytes = 4u << 20;
  /// How long calls under way may take to end when the server stops.
  Duration drain = std::chrono::seconds(2);
};

}  // namespace skald::server
