#include "tests/server/health_watch_client.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/create_channel.h>

#include <stdexcept>

namespace skald::server_tests {
namespace {

grpc::ByteBuffer request_for(const std::string& service) {
  google::protobuf::StringValue message;
  message.set_value(service);
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

int status_in(const grpc::ByteBuffer& body) {
  grpc::Slice slice;
  google::protobuf::Int32Value message;
  if (!body.DumpToSingleSlice(&slice).ok() ||
      !message.ParseFromArray(slice.begin(), static_cast<int>(slice.size())))
    throw std::runtime_error("this is no health");
  return message.value();
}

}  // namespace

HealthWatchClient::HealthWatchClient(const std::string& address, const std::string& service)
    : stub_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())),
      request_(request_for(service)) {
  stub_.PrepareBidiStreamingCall(&context_, "/grpc.health.v1.Health/Watch", {}, this);
  StartWriteLast(&request_, grpc::WriteOptions());
  StartRead(&response_);
  StartCall();
}

HealthWatchClient::~HealthWatchClient() {
  leave();
  end();
}

int HealthWatchClient::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !told_.empty() || status_.has_value(); });
  if (told_.empty()) return 0;
  const int status = told_.front();
  told_.erase(told_.begin());
  return status;
}

grpc::Status HealthWatchClient::end() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return status_.has_value(); });
  return *status_;
}

void HealthWatchClient::OnReadDone(bool ok) {
  if (!ok) return;
  {
    std::lock_guard lock(mutex_);
    told_.push_back(status_in(response_));
    changed_.notify_all();
  }
  StartRead(&response_);
}

void HealthWatchClient::OnDone(const grpc::Status& status) {
  std::lock_guard lock(mutex_);
  status_ = status;
  changed_.notify_all();
}

}  // namespace skald::server_tests
