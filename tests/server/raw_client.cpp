#include "tests/server/raw_client.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/create_channel.h>

#include <chrono>

namespace skald::server_tests {
namespace {

grpc::ByteBuffer buffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string bytes(const grpc::ByteBuffer& body) {
  std::vector<grpc::Slice> slices;
  std::string result;
  if (!body.Valid() || !body.Dump(&slices).ok()) return result;
  for (const grpc::Slice& slice : slices) result.append(slice.begin(), slice.end());
  return result;
}

}  // namespace

std::string Answer::detail() const {
  constexpr int kDetails = 3;  // of google.rpc.Status
  google::protobuf::Empty message;
  if (!message.ParseFromString(status.error_details())) return "not a status";
  const auto& fields = message.GetReflection()->GetUnknownFields(message);
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() != kDetails) continue;
    google::protobuf::Any any;
    if (!any.ParseFromString(fields.field(i).length_delimited())) return "not an Any";
    return any.type_url().substr(any.type_url().rfind('.') + 1);
  }
  return {};
}

RawClient::RawClient(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                     const grpc::ChannelArguments& arguments)
    : stub_(grpc::CreateCustomChannel(address, credentials, arguments)) {}

RawClient::RawClient(const std::string& address) : RawClient(address, grpc::InsecureChannelCredentials()) {}

RawClient::~RawClient() {
  for (const auto& call : calls_) call->vanish();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return under_way_ == 0; });
}

std::shared_ptr<PendingAnswer> RawClient::begin(const std::string& path, const std::string& body,
                                                const CallOptions& options) {
  auto call = std::make_shared<PendingAnswer>();
  if (options.deadline) call->context.set_deadline(std::chrono::system_clock::now() + *options.deadline);
  for (const auto& [name, value] : options.headers) call->context.AddMetadata(name, value);
  if (options.gzip) call->context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  call->request = buffer(body);
  calls_.push_back(call);
  {
    std::lock_guard lock(mutex_);
    ++under_way_;
  }
  stub_.UnaryCall(&call->context, path, {}, &call->request, &call->response,
                  [this, &call = *call](grpc::Status status) {
                    call.promise.set_value({std::move(status), bytes(call.response)});
                    std::lock_guard lock(mutex_);
                    if (--under_way_ == 0) ended_.notify_all();
                  });
  return call;
}

Answer RawClient::call(const std::string& path, const std::string& body, const CallOptions& options) {
  return begin(path, body, options)->answer.get();
}

std::shared_ptr<PendingAnswer> RawClient::begin_ask(const std::string& method,
                                                    const google::protobuf::MessageLite& request,
                                                    const CallOptions& options) {
  return begin(std::string("/") + kWorkflowService + "/" + method, request.SerializeAsString(), options);
}

Answer RawClient::ask(const std::string& method, const google::protobuf::MessageLite& request,
                      const CallOptions& options) {
  return begin_ask(method, request, options)->answer.get();
}

}  // namespace skald::server_tests
