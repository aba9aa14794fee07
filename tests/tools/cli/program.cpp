#include "tests/tools/cli/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json/parse.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>

namespace skald::cli {

namespace {

constexpr auto kPatience = std::chrono::seconds(30);

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    read_end = ends[0];
    write_end = ends[1];
  }
};

pid_t spawn(const Words& words, int out, int err) {
  std::vector<char*> arguments;
  static std::string program = SKALD_PROGRAM;
  arguments.push_back(program.data());
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(program.c_str(), arguments.data());
    _exit(127);
  }
  return child;
}

/// Reads both until their writers are gone; one at a time, a full pipe would block the child.
void drain(int out, int err, Outcome& outcome) {
  std::array<pollfd, 2> open = {pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  std::array<std::string*, 2> texts = {&outcome.out, &outcome.err};
  std::array<char, 4096> buffer{};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    poll(open.data(), open.size(), -1);
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].fd < 0 || open[i].revents == 0) continue;
      const ssize_t got = read(open[i].fd, buffer.data(), buffer.size());
      if (got > 0) texts[i]->append(buffer.data(), static_cast<std::size_t>(got));
      if (got <= 0) open[i].fd = -1;
    }
  }
}

int exit_code(pid_t child) {
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Outcome skald(const Words& words) {
  Pipe out;
  Pipe err;
  const pid_t child = spawn(words, out.write_end, err.write_end);
  close(out.write_end);
  close(err.write_end);
  Outcome outcome;
  drain(out.read_end, err.read_end, outcome);
  close(out.read_end);
  close(err.read_end);
  outcome.exit_code = exit_code(child);
  return outcome;
}

std::string succeed(const Words& words) {
  const Outcome outcome = skald(words);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  return outcome.out;
}

boost::json::value succeed_with_json(Words words) {
  words.push_back("--output");
  words.push_back("json");
  boost::system::error_code code;
  const std::string text = succeed(words);
  auto value = boost::json::parse(text, code);
  EXPECT_FALSE(code) << text;
  return value;
}

Folder::Folder() : path_((std::filesystem::temp_directory_path() / "skald_cli.XXXXXX").string()) {
  EXPECT_NE(mkdtemp(path_.data()), nullptr);
}

Folder::~Folder() { std::filesystem::remove_all(path_); }

namespace {

Words joined(Words first, const Words& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

WorkerProcess::WorkerProcess(const std::string& database, const std::string& library, const Words& more)
    : WorkerProcess(joined({"--db", database}, more), library) {}

WorkerProcess::WorkerProcess(const Words& place, const std::string& library) {
  spawn_on(place, library);
  wait_for("Ctrl-C");
}

std::unique_ptr<WorkerProcess> WorkerProcess::begin(const Words& place) {
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess);
  worker->spawn_on(place, SKALD_GREETINGS);
  return worker;
}

void WorkerProcess::spawn_on(const Words& place, const std::string& library) {
  Pipe errors;
  const Words words = joined({"worker", "--library", library, "--task-queue", "test"}, place);
  pid_ = spawn(words, errors.write_end, errors.write_end);
  close(errors.write_end);
  errors_ = errors.read_end;
}

const std::string& WorkerProcess::wait_for(const std::string& text) {
  std::array<char, 512> buffer{};
  while (printed_.find(text) == std::string::npos) {
    const ssize_t got = read(errors_, buffer.data(), buffer.size());
    if (got <= 0) {
      ADD_FAILURE() << "the worker ended: " << printed_;
      break;
    }
    printed_.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return printed_;
}

WorkerProcess::~WorkerProcess() {
  if (pid_ > 0) kill_hard();
  close(errors_);
}

int WorkerProcess::end(int signal) {
  kill(pid_, signal);
  return exit_code(std::exchange(pid_, -1));
}

void WorkerProcess::kill_hard() { EXPECT_EQ(end(SIGKILL), 128 + SIGKILL); }

int WorkerProcess::stop() { return end(SIGTERM); }

void wait_for_count(const std::string& database, const std::string& status, int count) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::string seen;
  do {
    seen = succeed(
        {"workflow", "list", "--db", database, "--count", "--query", "ExecutionStatus = '" + status + "'"});
    if (seen == std::to_string(count) + "\n") return;
  } while (std::chrono::steady_clock::now() < deadline);
  ADD_FAILURE() << "after 30 s " << seen << " runs are " << status << ", not " << count;
}

}  // namespace skald::cli
