#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/durability/scenarios.h"
#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// A sync fails while a server serves. Server and client are copies of this process, which never uses gRPC
/// itself.
namespace skald::durability {
namespace {

using testing::IsEmpty;

/// A line that one process waits for and another writes.
class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_) != 0) throw std::runtime_error("no pipe");
  }
  void say(const std::string& word) const {
    const std::string line = word + "\n";
    if (::write(ends_[1], line.data(), line.size()) < 0) std::abort();
  }
  std::string hear() const {
    std::string word;
    for (char next = 0; ::read(ends_[0], &next, 1) == 1 && next != '\n';) word += next;
    return word;
  }

 private:
  int ends_[2] = {};
};

struct Pipes {
  Pipe address;
  Pipe fail;
  Pipe failing;
  Pipe polling;
  Pipe is_polled;
};

[[noreturn]] void serve(const std::string& folder, const Pipes& pipes) {
  ::alarm(60);
  store::RecordingVfs disk;
  const auto file = busy_file(folder + "/live.db", disk.name());
  runtime::Options options;
  options.on_fatal = [&](const Error&) {
    std::filesystem::create_directory(folder + "/image");
    disk.write_synced_image(folder + "/image");
  };
  tests::World world([file] { return store::open_sqlite(file); }, options);
  const auto server = server_tests::start(world.engine(), {});
  pipes.address.say(server->address());
  pipes.polling.hear();
  while (server->open_calls() == 0) ::usleep(1000);
  pipes.is_polled.say("yes");
  pipes.fail.hear();
  disk.fail_next_sync();
  pipes.failing.say("now");
  ::pause();
  ::_exit(1);
}

[[noreturn]] void call(const std::string& folder, const Pipes& pipes) {
  ::alarm(60);
  server_tests::RawClient client(pipes.address.hear());
  std::ofstream seen(folder + "/seen");
  namespace wire = server_tests::wire;
  const auto before = client.ask("StartWorkflowExecution", tests::World::start_request("before"));
  wire::StartWorkflowExecutionResponse started;
  started.ParseFromString(before.body);
  seen << started.run_id() << std::endl;
  auto poll_request = server_tests::Port::poll_request("empty");
  const auto poll = client.begin_ask("PollWorkflowTaskQueue", poll_request);
  pipes.polling.say("yes");
  pipes.is_polled.hear();
  pipes.fail.say("now");
  pipes.failing.hear();
  const auto after = client.ask("StartWorkflowExecution", tests::World::start_request("after"));
  seen << after.status.error_code() << '\n' << poll->answer.get().status.error_code() << std::endl;
  ::_exit(0);
}

int end_of(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

TEST(FailedSync, ends_the_server_and_callers_hear_that_it_is_away) {
  const store::TemporaryFolder folder;
  const Pipes pipes;
  const pid_t server = ::fork();
  if (server == 0) serve(folder.path().string(), pipes);
  const pid_t client = ::fork();
  if (client == 0) call(folder.path().string(), pipes);
  const int client_end = end_of(client);
  const int server_end = end_of(server);
  EXPECT_TRUE(WIFEXITED(client_end) && WEXITSTATUS(client_end) == 0);
  EXPECT_TRUE(WIFSIGNALED(server_end) && WTERMSIG(server_end) == SIGABRT);

  std::ifstream seen(folder.file("seen"));
  std::string run;
  int start = 0;
  int poll = 0;
  seen >> run >> start >> poll;
  EXPECT_EQ(start, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(poll, grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(contradictions(folder.file("image/live.db"), {{Fact::Kind::kStarted, {"before", run}}}),
              IsEmpty());
}

}  // namespace
}  // namespace skald::durability
