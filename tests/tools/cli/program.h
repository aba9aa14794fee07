#pragma once

#include <sys/types.h>

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <vector>

/// The program `skald` run as its users run it: processes and files.
namespace skald::cli {

/// How a call of the program ended.
struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

using Words = std::vector<std::string>;

/// Runs `skald <words>` to its end.
Outcome skald(const Words& words);
/// The same, and the test fails unless it succeeds; its standard output.
std::string succeed(const Words& words);
/// The same, read as JSON.
boost::json::value succeed_with_json(Words words);

/// A fresh folder that goes with the test, and a database file in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string database() const { return file("test.db"); }

 private:
  std::string path_;
};

/// `skald worker` on a file, or a server, and the task queue "test", in the background. Killed with the
/// object, if it still runs.
class WorkerProcess {
 public:
  /// Returns when the worker listens.
  explicit WorkerProcess(const std::string& database, const std::string& library = SKALD_GREETINGS,
                         const Words& more = {});
  /// The same on what these options name, such as {"--address", "localhost:7233"}.
  explicit WorkerProcess(const Words& place, const std::string& library = SKALD_GREETINGS);
  /// Returns when this worker, of the same options, has begun; it may be waiting for its server.
  static std::unique_ptr<WorkerProcess> begin(const Words& place);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  pid_t pid() const { return pid_; }
  /// Waits until it has printed this; all that it has printed so far. Fails the test if it ends before.
  const std::string& wait_for(const std::string& text);
  void kill_hard();
  /// SIGTERM; its exit code.
  int stop();

 private:
  WorkerProcess() = default;
  void spawn_on(const Words& place, const std::string& library);
  int end(int signal);
  pid_t pid_ = -1;
  int errors_ = -1;
  std::string printed_;
};

/// Waits until so many runs of the file have the status; fails the test after 30 s.
void wait_for_count(const std::string& database, const std::string& status, int count);

}  // namespace skald::cli
