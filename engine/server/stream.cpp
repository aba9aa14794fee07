#include "engine/server/stream.h"

#include <grpc/byte_buffer.h>
#include <grpc/support/alloc.h>
#include <grpcpp/support/slice.h>
#include <grpcpp/support/time.h>

#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/handover.h"

namespace skald::server {
namespace {

constexpr char kStatusDetails[] = "grpc-status-details-bin";

std::string_view view(const grpc_slice& slice) {
  return {reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(slice)), GRPC_SLICE_LENGTH(slice)};
}

grpc_slice copied(const std::string& text) { return grpc_slice_from_copied_buffer(text.data(), text.size()); }

/// The same bytes, for gRPC's core.
grpc_byte_buffer* to_core(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  SKALD_ASSERT(message.Dump(&slices).ok());
  std::vector<grpc_slice> shared;
  shared.reserve(slices.size());
  for (const grpc::Slice& slice : slices) shared.push_back(slice.c_slice());
  grpc_byte_buffer* buffer = grpc_raw_byte_buffer_create(shared.data(), shared.size());
  for (const grpc_slice& slice : shared) grpc_slice_unref(slice);
  return buffer;
}

grpc::ByteBuffer from_core(const grpc_byte_buffer& message) {
  const grpc_slice_buffer& parts = message.data.raw.slice_buffer;
  std::vector<grpc::Slice> slices;
  slices.reserve(parts.count);
  for (std::size_t i = 0; i < parts.count; ++i) slices.emplace_back(parts.slices[i], grpc::Slice::ADD_REF);
  return {slices.data(), slices.size()};
}

}  // namespace

void OpenStreams::enter() {
  const std::lock_guard lock(mutex_);
  ++count_;
}

void OpenStreams::leave() {
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) none_.notify_all();
}

void OpenStreams::wait() {
  std::unique_lock lock(mutex_);
  none_.wait(lock, [this] { return count_ == 0; });
}

StreamContext::StreamContext(OpenStreams& open, grpc_call* call, const grpc_call_details& details,
                             grpc_metadata_array& headers)
    : open_(open),
      method_(view(details.method)),
      deadline_(grpc::Timespec2Timepoint(details.deadline)),
      headers_(std::exchange(headers, {})),
      call_(call) {
  open_.enter();
}

StreamContext::~StreamContext() {
  forget_headers();
  end();
}

std::string StreamContext::header(const char* name) const {
  for (std::size_t i = 0; i < headers_.count; ++i) {
    if (view(headers_.metadata[i].key) == name) return std::string(view(headers_.metadata[i].value));
  }
  return {};
}

// The texts stay with gRPC until the call ends; the list of them is ours.
void StreamContext::forget_headers() {
  grpc_metadata_array_destroy(&headers_);
  headers_ = {};
}

std::string StreamContext::peer() const {
  const std::lock_guard lock(mutex_);
  if (call_ == nullptr) return {};
  char* text = grpc_call_get_peer(call_);
  std::string peer(text);
  gpr_free(text);
  return peer;
}

void StreamContext::TryCancel() {
  const std::lock_guard lock(mutex_);
  if (call_ != nullptr) grpc_call_cancel(call_, nullptr);
}

void StreamContext::end() {
  grpc_call* call = nullptr;
  {
    const std::lock_guard lock(mutex_);
    call = std::exchange(call_, nullptr);
  }
  if (call == nullptr) return;
  grpc_call_unref(call);
  open_.leave();
}

Stream::Stream(std::unique_ptr<StreamContext> context) : context_(std::move(context)) {
  for (const Kind kind : {Kind::kRead, Kind::kWrite, Kind::kStatus, Kind::kClose}) {
    Operation& operation = operations_[static_cast<std::size_t>(kind)];
    operation.stream = this;
    operation.kind = kind;
  }
}

void Stream::open() {
  context_->forget_headers();
  grpc_op close{};
  close.op = GRPC_OP_RECV_CLOSE_ON_SERVER;
  close.data.recv_close_on_server.cancelled = &is_cancelled_;
  begin(Kind::kClose, &close, 1);
}

void Stream::StartRead(grpc::ByteBuffer* request) {
  request_ = request;
  grpc_op read{};
  read.op = GRPC_OP_RECV_MESSAGE;
  read.data.recv_message.recv_message = &received_;
  begin(Kind::kRead, &read, 1);
}

void Stream::StartWrite(const grpc::ByteBuffer* response) { send(Kind::kWrite, response, nullptr); }

void Stream::StartWriteAndFinish(const grpc::ByteBuffer* response, const grpc::Status& status) {
  send(Kind::kStatus, response, &status);
}

void Stream::Finish(const grpc::Status& status) { send(Kind::kStatus, nullptr, &status); }

void Stream::send(Kind kind, const grpc::ByteBuffer* response, const grpc::Status* status) {
  std::array<grpc_op, 3> operations{};
  std::size_t count = 0;
  if (!has_sent_headers_.exchange(true)) operations[count++].op = GRPC_OP_SEND_INITIAL_METADATA;
  grpc_byte_buffer* message = response == nullptr ? nullptr : to_core(*response);
  if (message != nullptr) {
    operations[count].op = GRPC_OP_SEND_MESSAGE;
    operations[count++].data.send_message.send_message = message;
  }
  grpc_metadata details{};
  details.value = grpc_empty_slice();
  grpc_slice text = grpc_empty_slice();
  if (status != nullptr) {
    grpc_op& last = operations[count++];
    last.op = GRPC_OP_SEND_STATUS_FROM_SERVER;
    last.data.send_status_from_server.status = static_cast<grpc_status_code>(status->error_code());
    text = copied(status->error_message());
    last.data.send_status_from_server.status_details = &text;
    if (!status->error_details().empty()) {
      details.key = grpc_slice_from_static_string(kStatusDetails);
      details.value = copied(status->error_details());
      last.data.send_status_from_server.trailing_metadata = &details;
      last.data.send_status_from_server.trailing_metadata_count = 1;
    }
  }
  begin(kind, operations.data(), count);
  // gRPC has taken what it needs of them.
  if (message != nullptr) grpc_byte_buffer_destroy(message);
  grpc_slice_unref(text);
  grpc_slice_unref(details.value);
}

// Nothing of the stream may be touched behind it: what began may have ended, and the stream with it.
void Stream::begin(Kind kind, const grpc_op* operations, std::size_t count) {
  if (kind == Kind::kRead || kind == Kind::kWrite) ++owed_;
  Event* const event = &operations_[static_cast<std::size_t>(kind)];
  grpc_call* const call = context_->call_;
  hand_over(event);
  const grpc_call_error error = grpc_call_start_batch(call, operations, count, event, nullptr);
  SKALD_ASSERT(error == GRPC_CALL_OK);
}

void Stream::ended(Kind kind, bool ok) {
  switch (kind) {
    case Kind::kRead: take_request(ok); break;
    case Kind::kWrite: OnWriteDone(ok); break;
    case Kind::kClose:
      if (is_cancelled_ != 0) OnCancel();
      break;
    case Kind::kStatus: break;
  }
  if (--owed_ > 0) return;
  context_->end();
  OnDone();
}

void Stream::take_request(bool ok) {
  grpc_byte_buffer* received = std::exchange(received_, nullptr);
  const bool has_come = ok && received != nullptr;
  if (has_come) *request_ = from_core(*received);
  if (received != nullptr) grpc_byte_buffer_destroy(received);
  OnReadDone(has_come);
}

}  // namespace skald::server
