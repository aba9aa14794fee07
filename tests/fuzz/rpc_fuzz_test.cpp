#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <list>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "engine/server/descriptors.h"
#include "engine/server/methods.h"
#include "tests/fuzz/random_message.h"
#include "tests/fuzz/sensible_message.h"
#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// Requests to every method that the port serves, sensible ones, sensible ones with a mistake, random ones
/// and bytes that are no message: none ends the server, none is left without an answer, and afterwards
/// everything that was accepted can be read, after a restart, too.
namespace skald::fuzz {
namespace {

using namespace std::chrono_literals;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using grpc::StatusCode;

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoull(text);
}

/// The methods that this version serves.
std::vector<const MethodDescriptor*> served_methods() {
  std::vector<const MethodDescriptor*> result;
  for (const auto* table : {&server::workflow_service_methods(), &server::operator_service_methods()}) {
    const auto* service = server::service_descriptor(table->service);
    for (const server::Method& method : table->methods) {
      if (method.serve != nullptr) result.push_back(service->FindMethodByName(method.name));
    }
  }
  return result;
}

/// Those that drive runs onwards, which half of the requests go to.
bool drives_runs(const MethodDescriptor& method) {
  const std::string& name = method.name();
  return name.rfind("Poll", 0) == 0 || name.rfind("Respond", 0) == 0 || name.rfind("Start", 0) == 0 ||
         name.rfind("Signal", 0) == 0 || name.rfind("UpdateWorkflow", 0) == 0;
}

class RpcFuzz : public ::testing::Test {
 protected:
  struct Sent {
    const MethodDescriptor* method;
    std::shared_ptr<server_tests::PendingAnswer> answer;
  };

  RpcFuzz() { google::protobuf::SetLogHandler(nullptr); }  // it would name every text that is none

  void open() {
    server_ = server_tests::start(world_->engine(), {});
    renew_client();
  }

  /// A connection goes, with the calls that are under way on it, and another comes.
  void renew_client() {
    sent_.clear();
    client_ = std::make_unique<server_tests::RawClient>(server_->address());
  }

  void restart() {
    sent_.clear();
    client_.reset();
    server_.reset();
    world_->restart();
    open();
  }

  std::unique_ptr<Message> make(const google::protobuf::Descriptor& type) {
    return std::unique_ptr<Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  }

  std::string request_for(const MethodDescriptor& method) {
    const std::unique_ptr<Message> request = make(*method.input_type());
    const std::size_t kind = random_.pick(10);
    if (kind == 0) {
      random_.fill(*request);
      return random_.bytes_of(*request);
    }
    sensible_.fill(*request);
    if (kind < 5) return request->SerializePartialAsString();
    for (std::size_t changes = 1 + random_.pick(3); changes > 0; --changes) random_.mutate(*request);
    return random_.bytes_of(*request);
  }

  void send(const MethodDescriptor& method) {
    const std::string path = "/" + method.service()->full_name() + "/" + method.name();
    server_tests::CallOptions options;
    switch (random_.pick(20)) {
      case 0: options.deadline = 0ms; break;
      case 1: options.deadline = 1ms; break;
      case 2: options.gzip = true; break;
      default: options.deadline = 30s; break;
    }
    sent_.push_back({&method, client_->begin(path, request_for(method), options)});
    if (random_.pick(40) == 0) sent_.back().answer->vanish();
  }

  /// Takes the answers that are there. While there is none, time passes: those who wait for tasks or events
  /// give up, tasks and runs time out.
  void take_answers(std::size_t leave) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (sent_.size() > leave && !HasFatalFailure()) {
      bool came = false;
      for (auto each = sent_.begin(); each != sent_.end();) {
        const auto next = std::next(each);
        if (each->answer->answer.wait_for(0s) == std::future_status::ready) {
          take(*each);
          sent_.erase(each);
          came = true;
        }
        each = next;
      }
      if (came) continue;
      ASSERT_LT(std::chrono::steady_clock::now(), end)
          << sent_.front().method->full_name() << " is not answered";
      world_->advance(1s);
      sent_.front().answer->answer.wait_for(2ms);
    }
  }

  void take(const Sent& sent) {
    const server_tests::Answer answer = sent.answer->answer.get();
    ++by_code_[answer.status.error_code()];
    // Internal is what a defect of ours would look like; it is also said of a message that is none.
    const bool is_garbled = answer.status.error_message().rfind("grpc: ", 0) == 0;
    EXPECT_TRUE(is_garbled || (answer.status.error_code() != StatusCode::INTERNAL &&
                               answer.status.error_code() != StatusCode::UNKNOWN &&
                               answer.status.error_code() != StatusCode::DATA_LOSS))
        << sent.method->full_name() << ": " << answer.status.error_message();
    if (!answer.status.ok()) return;
    ++successes_[sent.method->name()];
    const std::unique_ptr<Message> response = make(*sent.method->output_type());
    ASSERT_TRUE(response->ParseFromString(answer.body)) << sent.method->full_name();
    random_.learn_from(*response);
    sensible_.learn_from(*response);
  }

  using Runs = std::map<std::pair<std::string, std::string>, std::string>;

  /// Ids, and what the list says of them.
  Runs listed_runs() {
    server_tests::wire::ListWorkflowExecutionsRequest request;
    request.set_namespace_("default");
    request.set_page_size(1000);
    const auto listed = world_->call(&workers::Connection::list_workflow_executions, request);
    Runs runs;
    EXPECT_TRUE(listed.ok()) << listed.error().message;
    for (const auto& info : listed->executions())
      runs.emplace(std::pair(info.execution().workflow_id(), info.execution().run_id()),
                   info.ShortDebugString());
    return runs;
  }

  bool is_readable(const std::string& workflow, const std::string& run) {
    if (!world_->describe(workflow, run).ok()) return false;
    return !world_->history_of(workflow, run).empty();
  }

  /// Every run that is listed has a history that can be read and a description. Those that are being deleted
  /// leave the list soon.
  void expect_readable_runs() {
    EXPECT_EQ(world_->engine().metrics().quarantined_runs.load(), 0u);
    const auto end = std::chrono::steady_clock::now() + 20s;
    Runs missing;
    do {
      missing.clear();
      const auto runs = listed_runs();
      read_runs_ = runs.size();
      for (const auto& each : runs) {
        if (!is_readable(each.first.first, each.first.second)) missing.insert(each);
      }
      world_->advance(1s);
    } while (!missing.empty() && std::chrono::steady_clock::now() < end);
    for (const auto& [ids, info] : missing) {
      const auto described = world_->describe(ids.first, ids.second);
      ADD_FAILURE() << (described.ok() ? "its history is empty" : described.error().message) << ": " << info;
    }
  }

  void print_what_happened() const {
    for (const auto& [code, count] : by_code_) std::cout << "  code " << code << ": " << count << '\n';
    for (const auto& [method, count] : successes_) std::cout << "  " << method << ": " << count << '\n';
  }

  const std::size_t seed_ = from_environment("SKALD_FUZZ_SEED", std::random_device()());
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("fuzz.db");
  std::optional<tests::World> world_{std::in_place, [this] { return store::open_sqlite({.path = path_}); },
                                     runtime::Options()};
  RandomMessage random_{seed_};
  SensibleMessage sensible_{random_};
  std::unique_ptr<server::Server> server_;
  std::unique_ptr<server_tests::RawClient> client_;
  std::list<Sent> sent_;
  std::map<int, std::size_t> by_code_;
  std::map<std::string, std::size_t> successes_;
  std::size_t read_runs_ = 0;
};

TEST_F(RpcFuzz, requests_of_every_kind_are_all_answered_and_do_no_harm) {
  const std::size_t messages = from_environment("SKALD_FUZZ_MESSAGES", 20'000);
  constexpr std::size_t kUnderWay = 48;
  SCOPED_TRACE("SKALD_FUZZ_SEED=" + std::to_string(seed_));
  const std::vector<const MethodDescriptor*> methods = served_methods();
  std::vector<const MethodDescriptor*> driving;
  for (const auto* method : methods) {
    if (drives_runs(*method)) driving.push_back(method);
  }
  ASSERT_GT(methods.size(), 40u);
  open();
  for (std::size_t i = 0; i < messages && !HasFatalFailure(); ++i) {
    const auto& from = random_.pick(2) == 0 ? driving : methods;
    send(*from[random_.pick(from.size())]);
    if (sent_.size() >= kUnderWay) take_answers(kUnderWay / 2);
    if (i % 1'000 == 999) world_->advance(1s);
    if (i % 4'000 == 3'999) renew_client();
    if (i % 50'000 == 49'999) restart();
  }
  take_answers(0);
  if (messages != 20'000) print_what_happened();

  const auto alive = client_->ask("GetSystemInfo", server_tests::wire::GetSystemInfoRequest());
  EXPECT_TRUE(alive.status.ok()) << alive.status.error_message();
  expect_readable_runs();
  restart();
  expect_readable_runs();
  EXPECT_GT(read_runs_, 10u);
  // They lead deep enough: tasks were given out and completed in ways that the server took.
  for (const char* method : {"PollWorkflowTaskQueue", "PollActivityTaskQueue", "RespondWorkflowTaskCompleted",
                             "RespondWorkflowTaskFailed", "UpdateWorkflowExecution"})
    EXPECT_GT(successes_[method], messages / 4000) << method;
  std::size_t activities = 0;
  for (const auto& [method, count] : successes_) {
    if (method.rfind("RespondActivity", 0) == 0) activities += count;
  }
  EXPECT_GT(activities, 0u);
  EXPECT_GT(by_code_[StatusCode::OK], messages / 10);
  EXPECT_GT(by_code_[StatusCode::INVALID_ARGUMENT], messages / 20);
}

}  // namespace
}  // namespace skald::fuzz
