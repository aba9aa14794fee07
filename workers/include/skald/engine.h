#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace skald {

namespace workers {
class Connection;
}

/// The engine could not be opened, or refuses to go on. what() names the file, what is wrong and what to do.
class EngineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where an engine in this process serves Temporal's API to others: workers and clients made by
/// skald::connect, Temporal's SDKs, its command line and its Web UI. Files are PEM text, and are read again
/// when they change.
struct ListenOptions {
  /// "127.0.0.1:7233"; port 0: any that is free, see Engine::address(). Empty: nobody outside is served.
  std::string address = {};
  /// The server's certificate chain and its key: both or none. None: without encryption, and then only this
  /// machine may connect.
  std::string certificate_file = {};
  std::string key_file = {};
  /// Callers must show a certificate that one of these signed. Empty: they need none.
  std::string client_authorities_file = {};
  /// Lets other machines connect without encryption.
  bool insecure = false;
};

/// How an engine in this process runs. Nothing here changes what the file holds.
struct EngineOptions {
  /// Threads that decide what happens to runs. 1 to 64; one is enough for tens of thousands of workflows per
  /// second.
  std::size_t shards = 1;
  /// Threads that read the file for runs which are not in memory. 1 to 64.
  std::size_t loaders = 1;
  /// Open runs stay in memory up to about this many bytes; the least recently used leave first.
  std::size_t resident_bytes = 256u << 20;
  /// Opens a file although workflows that were acknowledged are missing from it (see ERRORS.md, SKALD1005).
  bool accept_data_loss = false;
  /// Called once, on an engine thread, before the process ends because a sync failed.
  std::function<void(const std::string& message)> on_fatal = {};
  /// SQLite's file system layer; empty: SQLite's own.
  std::string vfs = {};
  /// Opens a port as well: `skald::Engine engine{"orders.db", {.listen = {"127.0.0.1:7233"}}}`.
  ListenOptions listen = {};
};

/// What the engine did since it was opened, and how it stands. All 0 after stop().
struct EngineMetrics {
  std::uint64_t syncs = 0;             ///< Times that the file was synced to the disk.
  std::uint64_t log_rows = 0;          ///< Transitions of runs that were written.
  std::uint64_t derived_rows = 0;      ///< Rows written for lists, counts and restarts.
  std::uint64_t checkpoints = 0;       ///< Of SQLite's write-ahead log into the database file.
  std::uint64_t loads = 0;             ///< Runs that had to be read from the file.
  std::uint64_t resident_runs = 0;     ///< Runs in memory now.
  std::uint64_t quarantined_runs = 0;  ///< Runs that are not worked on, because the file holds them damaged.
  /// Log rows that a recovery would have to apply now.
  std::uint64_t recovery_tail_rows = 0;
};

/// A durable workflow engine on one SQLite file, in this process. Opening recovers what an earlier process
/// left: due timers fire, open runs go on as soon as a worker for them starts. One process owns a file at a
/// time.
///
/// Thread-safe. Workers and clients on it should be stopped before; calls that come later fail as
/// unavailable.
class Engine {
 public:
  /// Opens or creates the file. Throws EngineError: owned by another process (its pid is named), no Skald
  /// file, written by a newer version, damaged, disk full, or its port cannot be opened.
  explicit Engine(const std::string& path, EngineOptions options = {});
  /// stop().
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Answers waiting calls (kUnavailable), writes what is left, syncs and gives up the file. Idempotent.
  /// Waits for callbacks that run, so not from one (Async::on_ready).
  void stop();

  /// What workers and clients talk to; they take it from the engine themselves.
  std::shared_ptr<workers::Connection> connection() const;
  /// The file, as it was named to the constructor.
  const std::string& path() const;
  /// Where others reach it, "127.0.0.1:7233"; empty without ListenOptions::address and after stop().
  std::string address() const;
  /// Does not wait.
  EngineMetrics metrics() const;
  /// Returns when the rows that lists, counts and restarts read are written for everything that happened so
  /// far; Client::list and count do so themselves. At once after stop().
  void flush();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace skald
