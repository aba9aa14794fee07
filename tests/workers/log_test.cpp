#include "workers/log.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "skald/workflow.h"
#include "tests/workers/captured_log.h"
#include "tests/workers/worker_world.h"

namespace skald::workers_tests {
namespace {

/// What spdlog's default logger writes, for as long as this lives.
class SpdlogText {
 public:
  SpdlogText() : before_(spdlog::default_logger()) {
    auto logger =
        std::make_shared<spdlog::logger>("text", std::make_shared<spdlog::sinks::ostream_sink_st>(text_));
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(logger);
  }
  ~SpdlogText() { spdlog::set_default_logger(before_); }
  SpdlogText(const SpdlogText&) = delete;
  SpdlogText& operator=(const SpdlogText&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

TEST(WorkerLog, lines_are_a_message_and_keys_with_values) {
  const SpdlogText spdlog_text;
  workers::log(LogLevel::kWarning, "workflow task failed",
               {{"workflow", "order-17"}, {"failure", "a \"bad\"\nthing"}, {"attempt", "2"}, {"empty", ""}});
  EXPECT_EQ(spdlog_text.text(),
            "warning workflow task failed workflow=order-17 failure=\"a \\\"bad\\\"\\nthing\" attempt=2 "
            "empty=\"\"\n");
}

TEST(WorkerLog, handler_takes_the_lines_instead_of_spdlog) {
  const SpdlogText spdlog_text;
  {
    CapturedLog log;
    workers::log(LogLevel::kDebug, "hello", {{"key", "value"}});
    ASSERT_EQ(log.with("hello").size(), 1u);
    EXPECT_EQ(log.with("hello")[0].field("key"), "value");
  }
  EXPECT_EQ(spdlog_text.text(), "");
}

void say_hello() {
  skald::log().info("hello from the workflow");
  skald::sleep(std::chrono::hours(1));
}

TEST(WorkerLog, lines_of_workflows_name_their_run_and_are_silent_during_replay) {
  CapturedLog log;
  WorkerOptions options = WorkerWorld::small_options();
  options.evict_every_task = true;
  WorkerWorld world(options);
  world.registry().add_workflows<say_hello>();
  world.start();
  ServerRun run = started_run("say_hello");
  for (int i = 0; i < 2; ++i) {
    world.server().give_workflow_task(kQueue, run.next_task());
    run.history.task_completed();
    run.history.commands(world.server().respond_workflow_task_completed_calls.take());
  }

  const auto lines = log.with("hello from the workflow");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].level, LogLevel::kInfo);
  EXPECT_EQ(lines[0].field("workflow"), "order-17");
  EXPECT_EQ(lines[0].field("run"), "run-1");
  EXPECT_EQ(lines[0].field("type"), "say_hello");
  EXPECT_EQ(lines[0].field("task_queue"), kQueue);
}

}  // namespace
}  // namespace skald::workers_tests
