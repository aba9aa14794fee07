#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "engine/base/result.h"

namespace skald::wire_tests {

/// A server of Temporal's API as a process of its own, with a file that outlives it. Ends with its object.
class DevServer {
 public:
  /// The program that is started: what $SKALD_WIRE_SERVER names, else Temporal's own development server,
  /// installed by pip the first time. An error says why that could not be done.
  static const Result<std::string>& program();

  /// On a port that is free now.
  DevServer();
  ~DevServer();
  DevServer(const DevServer&) = delete;
  DevServer& operator=(const DevServer&) = delete;

  /// Returns when it answers.
  void start();
  /// kill -9, so that it can say good-bye to nobody.
  void kill();

  std::string address() const;

 private:
  const int port_;
  const std::filesystem::path folder_;
  pid_t process_ = 0;
};

}  // namespace skald::wire_tests
