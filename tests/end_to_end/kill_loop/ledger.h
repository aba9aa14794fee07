#pragma once

#include <string>
#include <vector>

namespace skald::kill_loop {

/// An append-only file outside the engine: what activities did and what a client was told, each line synced
/// before append() returns. What stands here happened, whatever the engine says after a crash.
class Ledger {
 public:
  explicit Ledger(const std::string& path);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// One line of words without blanks. Any thread.
  void append(const std::vector<std::string>& words);

  /// The words of every line, in order; empty if there is no such file.
  static std::vector<std::vector<std::string>> read(const std::string& path);

 private:
  int file_;
};

}  // namespace skald::kill_loop
