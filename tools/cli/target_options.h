#pragma once

#include <optional>
#include <string>

#include "skald/connect.h"
#include "tools/cli/syntax.h"

namespace skald::cli {

/// How a server lets us in. What the command line does not say is taken from the environment that Temporal's
/// tools read (TEMPORAL_API_KEY, TEMPORAL_TLS_*).
struct ServerAccess {
  bool tls = false;
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string server_name;
  std::string api_key;
};

/// Which places a command can use.
enum class TargetKind { kFileOrServer, kServerOnly };

/// Where the workflows are: a database file or a server, and in which namespace.
struct TargetOptions {
  TargetKind kind = TargetKind::kFileOrServer;
  std::string file;
  std::string address;  ///< Empty: the file.
  ServerAccess access;
  std::string namespace_name;
  bool json = false;

  bool is_remote() const { return !address.empty(); }
};

/// --db, --address and what belongs to it, --namespace, --output.
void add_target_options(Syntax syntax, TargetOptions& options, TargetKind kind = TargetKind::kFileOrServer);
/// The same without --output.
void add_place_options(Syntax syntax, TargetOptions& options, TargetKind kind = TargetKind::kFileOrServer);

/// After parsing: takes from the environment what was not given; a command for servers alone asks the one at
/// localhost:7233 if nobody says another. Throws CommandLineError if it is not clear where the workflows
/// are.
void settle_target(TargetOptions& options);

/// What connect() needs. Reads the named files; throws CommandLineError if one cannot be read.
ConnectOptions connect_options(const TargetOptions& options);

}  // namespace skald::cli
