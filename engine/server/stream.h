#pragma once

#include <grpc/grpc.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

namespace skald::server {

/// Counts the calls that gRPC has handed over and that have not ended. Any thread.
class OpenStreams {
 public:
  void enter();
  void leave();
  /// Until there is none.
  void wait();

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;  // under mutex_
};

/// What is known of a call when it comes. gRPC's objects are let go of when the call has ended.
class StreamContext {
 public:
  /// Takes the call and the headers over.
  StreamContext(OpenStreams& open, grpc_call* call, const grpc_call_details& details,
                grpc_metadata_array& headers);
  ~StreamContext();
  StreamContext(const StreamContext&) = delete;
  StreamContext& operator=(const StreamContext&) = delete;

  /// The path: "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo".
  const std::string& method() const { return method_; }
  /// A header that the client sent; empty if it sent none. Only until the call was taken.
  std::string header(const char* name) const;
  /// The end of time if the client gave none.
  std::chrono::system_clock::time_point deadline() const { return deadline_; }
  /// The caller's address and port; empty once the call has ended.
  std::string peer() const;
  /// Cuts the call off; nothing once it has ended.
  void TryCancel();

 private:
  friend class Stream;
  friend class StreamServer;

  void forget_headers();
  void end();

  OpenStreams& open_;
  std::string method_;
  std::chrono::system_clock::time_point deadline_;
  grpc_metadata_array headers_{};
  mutable std::mutex mutex_;
  grpc_call* call_;  // under mutex_ where others than the call's own operations use it; null: ended
};

/// One call as gRPC's core has it, with the names of its callback API, which takes 5 KB more for each call
/// that waits and a tenth more of the server's time.
///
/// A stream answers once, with Finish or StartWriteAndFinish. One read and one write at a time; no read in a
/// constructor, because what came may be told at once. The On… functions run on threads of the StreamServer;
/// OnDone is the last, when gRPC has let go of the call: it lets the stream go.
class Stream {
 public:
  explicit Stream(std::unique_ptr<StreamContext> context);
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void StartRead(grpc::ByteBuffer* request);
  void StartWrite(const grpc::ByteBuffer* response);
  void StartWriteAndFinish(const grpc::ByteBuffer* response, const grpc::Status& status);
  void Finish(const grpc::Status& status);

  virtual void OnReadDone(bool /*ok*/) {}
  virtual void OnWriteDone(bool /*ok*/) {}
  /// The client has gone, or its deadline has passed.
  virtual void OnCancel() {}
  virtual void OnDone() = 0;

  /// What gRPC says when an operation has ended.
  class Event {
   public:
    virtual ~Event() = default;
    virtual void happened(bool ok) = 0;
  };

 protected:
  StreamContext& context() { return *context_; }

 private:
  friend class StreamServer;
  enum class Kind { kRead, kWrite, kStatus, kClose };
  struct Operation final : Event {
    void happened(bool ok) override { stream->ended(kind, ok); }
    Stream* stream = nullptr;
    Kind kind = Kind::kClose;
  };

  /// From now on the stream hears of its client's end. Called once, by whoever had it made.
  void open();
  void begin(Kind kind, const grpc_op* operations, std::size_t count);
  void ended(Kind kind, bool ok);
  void send(Kind kind, const grpc::ByteBuffer* response, const grpc::Status* status);
  void take_request(bool ok);

  const std::unique_ptr<StreamContext> context_;
  std::array<Operation, 4> operations_;
  /// What has to end before the stream does: reads and writes under way, the answer, the client's end.
  std::atomic<int> owed_{2};
  std::atomic<bool> has_sent_headers_{false};
  grpc::ByteBuffer* request_ = nullptr;
  grpc_byte_buffer* received_ = nullptr;
  int is_cancelled_ = 0;
};

}  // namespace skald::server
