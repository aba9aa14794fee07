#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>

#include "tests/end_to_end/kill_loop/child_process.h"

namespace skald::kill_loop {

/// `skald server start-dev` on a file, and two worker processes, which are killed and started again. The
/// server keeps its port and its file.
class Processes {
 public:
  static constexpr std::size_t kWorkers = 2;

  /// In this folder; starts nothing.
  explicit Processes(std::string folder);

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string database() const { return folder_ + "/server.db"; }
  std::string ledger() const { return folder_ + "/ledger"; }

  /// `kill_at`: see engine/base/kill_points.h; empty: it is not to die by itself.
  void start_server(const std::string& kill_at = {});
  void start_worker(std::size_t number, const std::string& kill_at = {});

  /// Waits for so long for an end that it was started for; then kills it. True: it died by itself. Fails the
  /// test if it ended in any other way.
  bool server_dies_within(std::chrono::milliseconds limit);
  bool worker_dies_within(std::size_t number, std::chrono::milliseconds limit);
  /// SIGTERM; its exit code.
  int stop_server();

 private:
  using Process = std::unique_ptr<ChildProcess>;

  Process start(const std::vector<std::string>& command, const std::string& kill_at) const;
  bool dies_within(Process& process, std::chrono::milliseconds limit) const;
  /// What the processes printed.
  std::string output() const;

  const std::string folder_;
  const int port_;
  Process server_;
  std::array<Process, kWorkers> workers_;
};

}  // namespace skald::kill_loop
