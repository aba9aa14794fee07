#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "skald/connect.h"

namespace skald::workers {

/// "host" becomes "host:7233"; UsageError for what names no server.
std::string full_address(const std::string& address);

/// A channel of its own connection: keepalive also while nothing is under way, large messages, quick
/// attempts to find a server again that was away. UsageError for options that do not fit together.
std::shared_ptr<grpc::Channel> make_channel(const std::string& address, const ConnectOptions& options);

/// A text that may stand in a header of HTTP/2: printable ASCII, not empty. gRPC ends the process over
/// others.
bool fits_header(const std::string& text);

}  // namespace skald::workers
