#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/server/authority.h"

namespace skald::server {

class AccessLog;
class CallFigures;

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
  /// Of more connections than these, and of what would leave the process without files to open, none is
  /// taken.
  std::size_t connections = 8'000;
  /// More polls than these are not taken at a time, and with them a quarter more of other calls: each holds
  /// some 20 KB while it waits.
  std::size_t calls = 20'000;
  /// Answers that were not read yet hold no more than this (UnsentAnswers).
  std::size_t unread_bytes = 128u << 20;
  /// How long calls under way may take to end when the server stops.
  Duration drain = std::chrono::seconds(2);
  /// Where calls are counted; null: nowhere.
  std::shared_ptr<CallFigures> figures = {};
  /// Where a line is written for each call; null: nowhere.
  std::shared_ptr<AccessLog> access_log = {};
};

}  // namespace skald::server
