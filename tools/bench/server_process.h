#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "tools/bench/bench.h"

namespace skald::bench {

/// Whose server is measured.
enum class ServerKind {
  kSkald,    ///< `skald server start-dev`, from the folder of this program
  kTemporal  ///< `temporal server start-dev`, Temporal's own
};

/// "": ours; ".temporal": what the names of its figures end in.
std::string suffix(ServerKind kind);

/// A server in a process of its own, on a file of that folder and a free port of this machine.
class ServerProcess {
 public:
  /// Returns when the server takes connections.
  ServerProcess(const Context& context, ServerKind kind, const std::filesystem::path& folder);
  /// Ends it.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& address() const { return address_; }
  pid_t process() const { return process_; }
  /// From its start until it took connections.
  double seconds_to_listen() const { return seconds_to_listen_; }
  /// Processor time that it has used so far.
  double cpu_seconds() const;
  double resident_bytes() const;

 private:
  std::string address_;
  std::filesystem::path log_;
  pid_t process_ = 0;
  double seconds_to_listen_ = 0;
};

}  // namespace skald::bench
