#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <map>
#include <random>
#include <string>

#include "engine/server/descriptors.h"
#include "engine/server/methods.h"
#include "tests/fuzz/random_message.h"
#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// Random requests to every method that the port serves: none ends the server, none is left without an
/// answer, and afterwards it serves as before.
namespace skald::fuzz {
namespace {

using namespace std::chrono_literals;
using google::protobuf::MethodDescriptor;

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

class RpcFuzz : public ::testing::Test {
 protected:
  struct Sent {
    const MethodDescriptor* method;
    std::shared_ptr<server_tests::PendingAnswer> answer;
  };

  void send(const MethodDescriptor& method) {
    const std::unique_ptr<google::protobuf::Message> request = make(*method.input_type());
    random_.fill(*request);
    const std::string path = "/" + method.service()->full_name() + "/" + method.name();
    // Long polls give up soon, so that the next request gets its turn.
    sent_.push_back({&method, port_.client().begin(path, random_.bytes_of(*request), {.deadline = 300ms})});
  }

  void take_oldest() {
    Sent oldest = std::move(sent_.front());
    sent_.pop_front();
    ASSERT_EQ(oldest.answer->answer.wait_for(20s), std::future_status::ready)
        << oldest.method->full_name() << " was not answered";
    const server_tests::Answer answer = oldest.answer->answer.get();
    ++by_code_[answer.status.error_code()];
    // Internal is what a defect of ours would look like; gRPC itself says so of a message that is none.
    const bool is_garbled = answer.status.error_message().rfind("grpc: error unmarshalling request", 0) == 0;
    EXPECT_TRUE(is_garbled || answer.status.error_code() != grpc::StatusCode::INTERNAL)
        << oldest.method->full_name() << ": " << answer.status.error_message();
    if (!answer.status.ok()) return;
    const std::unique_ptr<google::protobuf::Message> response = make(*oldest.method->output_type());
    ASSERT_TRUE(response->ParseFromString(answer.body)) << oldest.method->full_name();
    random_.learn_from(*response);
  }

  std::unique_ptr<google::protobuf::Message> make(const google::protobuf::Descriptor& type) {
    return std::unique_ptr<google::protobuf::Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  }

  const std::size_t seed_ = from_environment("SKALD_FUZZ_SEED", std::random_device()());
  store::TemporaryFolder folder_;
  server_tests::Port port_{folder_.file("fuzz.db")};
  RandomMessage random_{seed_};
  std::deque<Sent> sent_;
  std::map<int, std::size_t> by_code_;
};

TEST_F(RpcFuzz, random_requests_are_all_answered_and_do_no_harm) {
  const std::size_t messages = from_environment("SKALD_FUZZ_MESSAGES", 20'000);
  SCOPED_TRACE("SKALD_FUZZ_SEED=" + std::to_string(seed_));
  const std::vector<const MethodDescriptor*> methods = served_methods();
  ASSERT_GT(methods.size(), 30u);
  for (std::size_t i = 0; i < messages && !HasFatalFailure(); ++i) {
    send(*methods[random_.pick(methods.size())]);
    if (sent_.size() >= 32) take_oldest();
  }
  while (!sent_.empty() && !HasFatalFailure()) take_oldest();

  const auto alive = port_.client().ask("GetSystemInfo", server_tests::wire::GetSystemInfoRequest());
  EXPECT_TRUE(alive.status.ok()) << alive.status.error_message();
  // Some got through, and most did not: the messages are neither all wrong nor all harmless.
  EXPECT_GT(by_code_[grpc::StatusCode::OK], messages / 100);
  EXPECT_GT(by_code_[grpc::StatusCode::INVALID_ARGUMENT], messages / 10);
}

}  // namespace
}  // namespace skald::fuzz
