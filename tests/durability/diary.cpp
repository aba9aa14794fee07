#include "tests/durability/diary.h"

#include <stdexcept>

namespace skald::durability {
namespace {

void expect(const Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error().message);
}

template <class T>
T expect(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

}  // namespace

std::string Diary::run_of(const std::string& workflow) {
  return expect(world_.describe(workflow)).workflow_execution_info().execution().run_id();
}

void Diary::start(const std::string& workflow) {
  note(Fact::Kind::kStarted, {workflow, expect(world_.start(workflow)).run_id()});
}

void Diary::start_instead(const std::string& workflow) {
  auto request = tests::World::start_request(workflow);
  const std::string before = run_of(workflow);
  request.set_workflow_id_conflict_policy(
      temporal::api::enums::v1::WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING);
  note(Fact::Kind::kStarted, {workflow, expect(world_.start(request)).run_id()});
  note(Fact::Kind::kTerminated, {workflow, before});
}

void Diary::signal(const std::string& workflow, const std::string& name) {
  const std::string run = run_of(workflow);
  expect(world_.signal(workflow, name));
  note(Fact::Kind::kSignalled, {workflow, run, name});
}

void Diary::signal_told_too_early(const std::string& workflow, const std::string& name) {
  note(Fact::Kind::kSignalled, {workflow, run_of(workflow), name});
  expect(world_.signal(workflow, name));
}

void Diary::cancel(const std::string& workflow) {
  const std::string run = run_of(workflow);
  expect(world_.cancel(workflow));
  note(Fact::Kind::kCancelRequested, {workflow, run});
}

void Diary::terminate(const std::string& workflow) {
  const std::string run = run_of(workflow);
  expect(world_.terminate(workflow, "enough"));
  note(Fact::Kind::kTerminated, {workflow, run});
}

void Diary::read(const std::string& workflow) {
  const std::string run = run_of(workflow);
  std::vector<std::string> words{workflow, run};
  for (const std::string& line : world_.events(workflow, run))
    words.push_back(line.substr(line.find(' ') + 1));
  note(Fact::Kind::kRead, std::move(words));
}

void Diary::result(const std::string& workflow) {
  expect(world_.result(workflow));
  const std::string run = run_of(workflow);
  const std::string last = world_.events(workflow, run).back();
  note(Fact::Kind::kClosed, {workflow, run, last.substr(last.find(' ') + 1)});
}

void Diary::list() { world_.count(); }

void Diary::decide(std::vector<tests::command::Command> commands) {
  expect(world_.complete(world_.poll_workflow_task(), std::move(commands)));
}

tests::wire::PollActivityTaskQueueResponse Diary::take_activity() {
  auto task = world_.poll_activity_task();
  note(Fact::Kind::kActivityBegan,
       {task.workflow_execution().workflow_id(), task.workflow_execution().run_id(), task.activity_id(),
        std::to_string(task.attempt())});
  return task;
}

void Diary::complete(const tests::wire::PollActivityTaskQueueResponse& task) {
  expect(world_.complete(task));
}

void Diary::fail(const tests::wire::PollActivityTaskQueueResponse& task) {
  expect(world_.fail(task, "not today"));
}

}  // namespace skald::durability
