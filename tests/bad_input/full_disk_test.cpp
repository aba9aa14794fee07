#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/bad_input/orders.h"
#include "tests/store/recording_vfs/recording_vfs.h"
#include "tests/store/temporary_folder.h"

/// A disk that is full for a while.
namespace skald::bad_input {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

class FullDisk : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  store::RecordingVfs disk_;
  const std::string path_ = folder_.file("test.db");

  EngineOptions options() const { return {.vfs = disk_.name()}; }
};

TEST_F(FullDisk, keeps_an_engine_from_opening_and_says_so) {
  disk_.fill_disk();
  EXPECT_THAT(refusal_of(path_, options()),
              AllOf(HasSubstr("SKALD1003: "), HasSubstr(path_), HasSubstr("full")));
  disk_.free_disk();
  const Engine engine(path_, options());
}

TEST_F(FullDisk, holds_answers_back_refuses_new_starts_and_loses_nothing) {
  {
    Engine engine(path_, options());
    const Client client(engine);
    client.start<hold>({.id = "before", .task_queue = kQueue}, Order{"before", 1});
    disk_.fill_disk();
    const auto held = client.start_async<hold>({.id = "held", .task_queue = kQueue}, Order{"held", 1});
    // Refused at once from then on; the client repeats it, so that it looks like waiting.
    EXPECT_FALSE(held.wait_for(500ms));
    EXPECT_EQ(client.handle("before").describe().status, WorkflowStatus::kRunning);
    const auto refused =
        client.start_async<hold>({.id = "refused", .task_queue = kQueue}, Order{"refused", 1});
    try {
      refused.get();
      ADD_FAILURE() << "a start was acknowledged on a full disk";
    } catch (const ClientError& error) {
      EXPECT_EQ(error.code(), ClientErrorCode::kResourceExhausted);
      EXPECT_THAT(error.what(), HasSubstr("SKALD1003: the disk is full"));
    }
    EXPECT_FALSE(held.is_ready());
    disk_.free_disk();
    EXPECT_EQ(held.get().workflow_id(), "held");
    client.start<hold>({.id = "after", .task_queue = kQueue}, Order{"after", 1});
  }
  const Engine engine(path_, options());
  for (const char* id : {"before", "held", "after"}) {
    EXPECT_EQ(Client(engine).handle(id).describe().status, WorkflowStatus::kRunning) << id;
  }
  EXPECT_THROW(Client(engine).handle("refused").describe(), ClientError);
}

}  // namespace
}  // namespace skald::bad_input
