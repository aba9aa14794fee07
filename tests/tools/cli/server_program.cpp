#include "tests/tools/cli/server_program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>
#include <vector>

namespace skald::cli {

ServerProgram::ServerProgram(const Words& words) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  Words all{SKALD_PROGRAM, "server"};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    execv(SKALD_PROGRAM, arguments.data());
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
}

ServerProgram::~ServerProgram() {
  if (pid_ > 0) {
    send(SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) close(output_);
}

bool ServerProgram::read_more() {
  if (output_ < 0) return false;
  std::array<char, 512> buffer{};
  const ssize_t got = read(output_, buffer.data(), buffer.size());
  if (got > 0) printed_.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0;
}

const std::string& ServerProgram::wait_for(const std::string& text) {
  while (printed_.find(text) == std::string::npos) {
    if (read_more()) continue;
    ADD_FAILURE() << "it ended without saying '" << text << "': " << printed_;
    break;
  }
  return printed_;
}

std::string ServerProgram::address_after(const std::string& label) {
  const std::size_t at = wait_for(label).find(label) + label.size();
  std::size_t end = printed_.find_first_of(" /\n\"", at);
  while (end == std::string::npos && read_more()) end = printed_.find_first_of(" /\n\"", at);
  return printed_.substr(at, end - at);
}

void ServerProgram::send(int signal) const { kill(pid_, signal); }

int ServerProgram::wait_for_end() {
  while (read_more()) continue;
  int status = 0;
  EXPECT_EQ(waitpid(std::exchange(pid_, -1), &status, 0) > 0, true);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void ServerProgram::stop_reading() { close(std::exchange(output_, -1)); }

int ServerProgram::stop() {
  send(SIGTERM);
  return wait_for_end();
}

}  // namespace skald::cli
