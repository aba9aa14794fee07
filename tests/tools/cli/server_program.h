#pragma once

#include <sys/types.h>

#include <string>

#include "tests/tools/cli/program.h"

namespace skald::cli {

/// `skald server …` in the background. Killed with the object, if it still runs.
class ServerProgram {
 public:
  /// Returns when it serves. `words`: what follows "server".
  explicit ServerProgram(const Words& words);
  ~ServerProgram();
  ServerProgram(const ServerProgram&) = delete;
  ServerProgram& operator=(const ServerProgram&) = delete;

  pid_t pid() const { return pid_; }
  /// What it has printed up to this text, which is waited for.
  const std::string& wait_for(const std::string& text);
  /// "127.0.0.1:7233", as it says after `label`.
  std::string address_after(const std::string& label);

  void send(int signal) const;
  /// Its exit code (128 + the signal, if one ended it). Everything that it printed stands in printed().
  int wait_for_end();
  /// SIGTERM; its exit code.
  int stop();
  /// What it prints from now on nobody reads: its pipe is closed.
  void stop_reading();
  const std::string& printed() const { return printed_; }

 private:
  bool read_more();

  pid_t pid_ = -1;
  int output_ = -1;
  std::string printed_;
};

}  // namespace skald::cli
