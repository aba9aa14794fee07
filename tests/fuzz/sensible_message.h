#pragma once

#include <google/protobuf/message.h>

#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <temporal/api/command/v1/message.pb.h>
#include <temporal/api/protocol/v1/message.pb.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "tests/fuzz/random_message.h"

namespace skald::fuzz {

/// Fills requests with what clients and workers of one small workload would send: ids of runs that go on,
/// tokens of tasks that were given out, commands that fit their types, answers to the updates that came with
/// a task. So the calls lead deep into the states of runs; what RandomMessage then changes of them is wrong
/// in one place.
class SensibleMessage {
 public:
  explicit SensibleMessage(RandomMessage& random);

  void fill(google::protobuf::Message& request);
  /// Takes tokens, ids and updates out of an answer.
  void learn_from(const google::protobuf::Message& answer);

 private:
  using Field = google::protobuf::FieldDescriptor;
  using Message = google::protobuf::Message;
  using Pool = std::deque<std::string>;

  std::size_t pick(std::size_t count) { return random_.pick(count); }
  bool one_in(std::size_t times) { return pick(times) == 0; }
  std::string small_id(const char* prefix, std::size_t count);
  static void keep(Pool& pool, const std::string& text);
  std::string newest_of(Pool& pool);

  void fill_nested(Message& message, int depth);
  void set(Message& message, const Field& field, int depth);
  /// False: the field is filled some other way.
  bool set_by_name(Message& message, const Field& field);
  bool fill_by_type(Message& message);
  void fill_completion(temporal::api::workflowservice::v1::RespondWorkflowTaskCompletedRequest& request);
  void fill_command(temporal::api::command::v1::Command& command);
  void fill_operations(temporal::api::workflowservice::v1::ExecuteMultiOperationRequest& request);
  void answer_update(temporal::api::protocol::v1::Message& message);
  Pool& tokens_for(const std::string& request);

  RandomMessage& random_;
  std::string request_;  // the type of the one that is being filled
  std::unordered_map<std::string, std::function<std::string()>> texts_;
  Pool workflow_tokens_;
  Pool activity_tokens_;
  Pool query_tokens_;
  Pool runs_;
  Pool pages_;
  Pool updates_;  // that came with tasks
};

}  // namespace skald::fuzz
