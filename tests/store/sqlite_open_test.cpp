#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/store/sqlite/log_format.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

class SqliteOpen : public testing::Test {
 protected:
  TemporaryFolder folder_;
  Options options_{.path = folder_.file("test.db")};

  Error refusal() {
    auto store = open_sqlite(options_);
    EXPECT_FALSE(store.ok());
    if (store.ok()) return {};
    EXPECT_THAT(store.error().message, testing::HasSubstr(options_.path));
    return store.error();
  }
};

TEST_F(SqliteOpen, every_opening_is_an_incarnation) {
  for (std::uint64_t expected = 1; expected <= 3; ++expected) {
    auto store = open_or_fail(options_);
    EXPECT_EQ(store->opened().incarnation, expected);
    EXPECT_THAT(read_file(options_.path + ".lock"),
                testing::HasSubstr("incarnation " + std::to_string(expected) + "\n"));
  }
}

TEST_F(SqliteOpen, only_the_user_may_read_the_file) {
  auto store = open_or_fail(options_);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat status {};
    ASSERT_EQ(::stat((options_.path + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(SqliteOpen, file_says_what_it_is) {
  open_or_fail(options_);
  EXPECT_EQ(query_sql(options_.path, "PRAGMA application_id"), std::to_string(0x534b4c44));
  EXPECT_EQ(query_sql(options_.path, "PRAGMA user_version"), std::to_string(kFormatVersion));
  EXPECT_EQ(query_sql(options_.path, "PRAGMA journal_mode"), "wal");
}

TEST_F(SqliteOpen, file_that_is_refused_gets_no_lock_file_beside_it) {
  std::ofstream(options_.path) << std::string(4096, 'x');
  refusal();
  EXPECT_FALSE(std::filesystem::exists(options_.path + ".lock"));
  std::filesystem::remove(options_.path);
  open_or_fail(options_);
  EXPECT_TRUE(std::filesystem::exists(options_.path + ".lock"));
  execute_sql(options_.path, "PRAGMA user_version = 99");
  refusal();
  EXPECT_TRUE(std::filesystem::exists(options_.path + ".lock"));  // it was there before
}

TEST_F(SqliteOpen, second_opening_in_this_process_names_the_owner) {
  auto owner = open_or_fail(options_);
  const Error error = refusal();
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_THAT(error.message, testing::HasSubstr("pid " + std::to_string(::getpid())));
  owner.reset();
  open_or_fail(options_);
}

TEST_F(SqliteOpen, link_to_the_file_meets_the_same_lock) {
  auto owner = open_or_fail(options_);
  const std::string link = folder_.file("link.db");
  std::filesystem::create_symlink(options_.path, link);
  auto second = open_sqlite({.path = link});
  EXPECT_EQ(code_of(second), Code::kFailedPrecondition);
}

/// Runs `body` in a child process and returns its exit code.
template <class Body>
int in_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(SqliteOpen, second_process_is_refused_with_the_pid_of_the_first) {
  auto owner = open_or_fail(options_);
  const std::string pid = "pid " + std::to_string(::getpid());
  EXPECT_EQ(in_child([&] {
              auto second = open_sqlite(options_);
              if (second.ok()) return 1;
              if (second.error().code != Code::kFailedPrecondition) return 2;
              return second.error().message.find(pid) == std::string::npos ? 3 : 0;
            }),
            0);
}

TEST_F(SqliteOpen, process_that_died_without_closing_leaves_a_file_that_opens_with_all_it_committed) {
  RunStory run(1, {});
  EXPECT_EQ(in_child([&] {
              auto store = open_sqlite(options_);
              if (!store || !(*store)->writer().begin().ok()) return 1;
              if (!(*store)->writer().append(run.rows()[0]).ok() || !(*store)->writer().commit().ok())
                return 2;
              if (!(*store)->writer().begin().ok()) return 3;
              RunStory lost(2, {});
              if (!(*store)->writer().append(lost.rows()[0]).ok()) return 4;
              ::_exit(0);  // no destructor: as SIGKILL leaves it
            }),
            0);
  auto store = open_or_fail(options_);
  EXPECT_EQ(store->opened().incarnation, 2u);
  EXPECT_EQ(store->opened().next_seq, 2u);
  auto reader = value_of(store->reader());
  EXPECT_EQ(value_of(reader->chain(1, 1, 0)), run.rows());
}

TEST_F(SqliteOpen, bad_paths_are_invalid_arguments) {
  for (const std::string& path : {std::string(), std::string(":memory:"), folder_.path().string(),
                                  folder_.file("no-such-folder/test.db"), std::string("/dev/null")}) {
    options_.path = path;
    EXPECT_EQ(refusal().code, Code::kInvalidArgument) << path;
  }
}

TEST_F(SqliteOpen, path_that_looks_like_a_uri_is_a_plain_file) {
  options_.path = folder_.file("file:a b?mode=memory#x%41");
  open_or_fail(options_);
  EXPECT_TRUE(std::filesystem::exists(options_.path));
  auto reader = open_sqlite_reader(options_.path);
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  EXPECT_EQ(value_of((*reader)->meta()).incarnation, 1u);
}

TEST_F(SqliteOpen, file_that_is_no_database_is_refused_and_left_as_it_was) {
  const std::string text = "id,sku,quantity\n" + std::string(5000, 'x');
  write_file(options_.path, text);
  EXPECT_EQ(refusal().code, Code::kFailedPrecondition);
  EXPECT_EQ(read_file(options_.path), text);
  EXPECT_EQ(code_of(open_sqlite_reader(options_.path)), Code::kFailedPrecondition);
}

TEST_F(SqliteOpen, database_of_another_program_is_refused_and_left_as_it_was) {
  execute_sql(options_.path, "CREATE TABLE orders(id); INSERT INTO orders VALUES(1)");
  const std::string before = read_file(options_.path);
  const Error error = refusal();
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_THAT(error.message, testing::HasSubstr("another program"));
  EXPECT_EQ(read_file(options_.path), before);
  EXPECT_EQ(code_of(open_sqlite_reader(options_.path)), Code::kFailedPrecondition);
}

TEST_F(SqliteOpen, newer_format_is_refused_with_both_versions) {
  open_or_fail(options_);
  execute_sql(options_.path, "PRAGMA user_version = 3");
  const Error error = refusal();
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_THAT(error.message, testing::HasSubstr("format version 3"));
  EXPECT_THAT(error.message, testing::HasSubstr("up to 2"));
  EXPECT_EQ(code_of(open_sqlite_reader(options_.path)), Code::kFailedPrecondition);
}

TEST_F(SqliteOpen, truncated_file_is_data_loss_wherever_it_was_cut) {
  open_or_fail(options_);
  const std::string whole = read_file(options_.path);
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{4096}, std::size_t{1000}}) {
    write_file(options_.path, whole.substr(0, size));
    const Error error = refusal();
    EXPECT_EQ(error.code, Code::kDataLoss) << size;
    EXPECT_THAT(error.message, testing::HasSubstr("has been cut"));
    EXPECT_EQ(code_of(open_sqlite_reader(options_.path)), Code::kDataLoss) << size;
  }
}

TEST_F(SqliteOpen, file_without_its_tables_is_data_loss) {
  open_or_fail(options_);
  const std::string tables = query_sql(options_.path,
                                       "SELECT group_concat('DROP TABLE ' || name, ';') FROM "
                                       "sqlite_schema WHERE type = 'table'");
  execute_sql(options_.path, tables);
  EXPECT_EQ(refusal().code, Code::kDataLoss);
}

TEST_F(SqliteOpen, file_of_no_bytes_is_a_new_one) {
  write_file(options_.path, "");
  EXPECT_EQ(open_or_fail(options_)->opened().incarnation, 1u);
}

}  // namespace
}  // namespace skald::store
