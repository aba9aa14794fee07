#pragma once

#include <openssl/sha.h>

#include <array>
#include <string>

#include <temporal/api/workflowservice/v1/request_response.pb.h>

namespace skald::server {

namespace wire = ::temporal::api::workflowservice::v1;

/// Makes the tokens of tasks unforgeable on the port: whoever holds a task may answer it, nobody else. A
/// token names its namespace, run, task and attempt; its seal (HMAC-SHA-256) covers all of them. Keys differ
/// from file to file and outlive restarts.
///
/// A sealed token is the token followed by one more field of its message, so that inside it is read as it is.
class TokenSeal {
 public:
  /// `key`: 64 bytes at most.
  explicit TokenSeal(const std::string& key);

  /// An empty token (no task) stays empty.
  void seal(std::string& token) const;
  /// False if this is no token that was sealed with this key. An empty token is left to the service.
  bool is_sealed(const std::string& token) const;

  /// Seals the tokens in a response; most have none.
  template <class Response>
  void seal_in(Response&) const {}
  void seal_in(wire::PollWorkflowTaskQueueResponse& response) const { seal(*response.mutable_task_token()); }
  void seal_in(wire::PollActivityTaskQueueResponse& response) const { seal(*response.mutable_task_token()); }
  void seal_in(wire::StartWorkflowExecutionResponse& response) const;
  void seal_in(wire::RespondWorkflowTaskCompletedResponse& response) const;

 private:
  using Mac = std::array<unsigned char, 32>;
  Mac mac_of(const char* token, std::size_t size) const;

  // The hashes behind the key's block, with which HMAC begins.
  SHA256_CTX inner_;
  SHA256_CTX outer_;
};

}  // namespace skald::server
