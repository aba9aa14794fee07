#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "tests/bad_input/orders.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/temporary_folder.h"

/// Paths at which no engine can open a file.
namespace skald::bad_input {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class BadPath : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("test.db");
};

TEST_F(BadPath, a_folder_is_refused) {
  EXPECT_THAT(
      refusal_of(folder_.path().string()),
      AllOf(StartsWith("SKALD1011: "), HasSubstr(folder_.path().string()), HasSubstr("it is a folder")));
}

TEST_F(BadPath, a_folder_that_does_not_exist_is_named) {
  const std::string path = folder_.file("missing/test.db");
  EXPECT_THAT(refusal_of(path),
              AllOf(StartsWith("SKALD1011: "), HasSubstr(path), HasSubstr("check that its folder exists")));
}

TEST_F(BadPath, an_empty_path_is_refused) {
  EXPECT_THAT(refusal_of(""), AllOf(StartsWith("SKALD1011: "), HasSubstr("the path is empty")));
}

/// Runs `body` in a child process that may write nowhere; its exit code.
template <class Body>
int as_nobody(Body body) {
  constexpr uid_t kNobody = 65534;
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::seteuid(kNobody) != 0) ::_exit(99);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(BadPath, a_folder_that_this_user_may_not_write_is_said_to_be_so) {
  ::chmod(folder_.path().c_str(), 0555);
  EXPECT_EQ(as_nobody([&] {
              const std::string said = refusal_of(path_);
              return said.rfind("SKALD1011: ", 0) == 0 &&
                             said.find("Permission denied") != std::string::npos &&
                             said.find(path_) != std::string::npos
                         ? 0
                         : 1;
            }),
            0);
  ::chmod(folder_.path().c_str(), 0755);
}

TEST_F(BadPath, a_file_that_this_user_may_not_write_is_said_to_be_so) {
  { const Engine engine(path_); }
  std::filesystem::remove(path_ + ".lock");
  ::chmod(path_.c_str(), 0444);
  ::chmod(folder_.path().c_str(), 0777);
  EXPECT_EQ(as_nobody([&] {
              const std::string said = refusal_of(path_);
              return said.rfind("SKALD1011: ", 0) == 0 && said.find(path_) != std::string::npos ? 0 : 1;
            }),
            0);
}

TEST_F(BadPath, a_second_process_is_refused_with_the_pid_of_the_first) {
  const Engine owner(path_);
  const std::string pid = "the process with pid " + std::to_string(::getpid());
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string said = refusal_of(path_);
    ::_exit(said.rfind("SKALD1006: ", 0) == 0 && said.find(pid) != std::string::npos ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(BadPath, a_lock_file_of_a_process_that_is_gone_does_not_matter) {
  store::write_file(path_ + ".lock", "pid 1\nincarnation 7\n");
  const Engine engine(path_);
}

}  // namespace
}  // namespace skald::bad_input
