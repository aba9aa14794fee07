#include "engine/server/request_body.h"

#include <grpcpp/impl/codegen/proto_buffer_reader.h>
#include <zlib.h>

#include <array>
#include <string>
#include <vector>

namespace skald::server {
namespace {

constexpr std::size_t kInflateStep = 64u << 10;

grpc::Status too_large(std::size_t size, std::size_t limit) {
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "grpc: received message larger than max (" +
                                                    std::to_string(size) + " vs. " + std::to_string(limit) +
                                                    ")"};
}

grpc::Status bomb(std::size_t limit) {
  return {grpc::StatusCode::RESOURCE_EXHAUSTED,
          "grpc: received message after decompression larger than max " + std::to_string(limit)};
}

grpc::Status malformed(const char* what) {
  return {grpc::StatusCode::INTERNAL, std::string("grpc: error unmarshalling request: ") + what};
}

grpc::Status cannot_inflate(const std::string& what) {
  return {grpc::StatusCode::INTERNAL, "grpc: failed to " + what};
}

/// The texts of Temporal's server for what zlib says.
grpc::Status cannot_inflate(const z_stream& stream) {
  const std::string problem = stream.msg == nullptr ? "" : stream.msg;
  if (problem.find("header") != std::string::npos || problem.find("method") != std::string::npos)
    return cannot_inflate("decompress the message: gzip: invalid header");
  if (problem.find("check") != std::string::npos)
    return cannot_inflate("read decompressed data: gzip: invalid checksum");
  return cannot_inflate("read decompressed data: flate: corrupt input before offset " +
                        std::to_string(stream.total_in));
}

constexpr char kCutShort[] = "read decompressed data: unexpected EOF";
constexpr char kNoMessage[] = "proto: cannot parse invalid wire-format data";

// No message begins with this byte: it would be a field of wire type 7, which does not exist.
constexpr unsigned char kGzipMark = 0x1f;

bool is_gzip(const std::vector<grpc::Slice>& slices) {
  for (const grpc::Slice& slice : slices) {
    if (slice.size() > 0) return *slice.begin() == kGzipMark;
  }
  return false;
}

/// Inflates slice by slice, and never holds more than the limit allows.
class Inflater {
 public:
  explicit Inflater(std::size_t limit) : limit_(limit) {
    constexpr int kGzipOnly = 15 + 16;
    is_ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK;
  }
  ~Inflater() {
    if (is_ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  grpc::Status add(const grpc::Slice& slice) {
    if (!is_ready_) return {grpc::StatusCode::RESOURCE_EXHAUSTED, "no memory to inflate a request"};
    // zlib does not write to its input, whatever the type says.
    stream_.next_in = const_cast<Bytef*>(slice.begin());
    stream_.avail_in = static_cast<uInt>(slice.size());
    std::array<char, kInflateStep> step;
    while (stream_.avail_in > 0 && !is_complete_) {
      stream_.next_out = reinterpret_cast<Bytef*>(step.data());
      stream_.avail_out = static_cast<uInt>(step.size());
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END) return cannot_inflate(stream_);
      text_.append(step.data(), step.size() - stream_.avail_out);
      if (text_.size() > limit_) return bomb(limit_);
      is_complete_ = result == Z_STREAM_END;
    }
    if (stream_.avail_in > 0) return cannot_inflate(kCutShort);  // another message seems to follow
    return grpc::Status::OK;
  }
  bool is_complete() const { return is_complete_; }
  const std::string& text() const { return text_; }

 private:
  const std::size_t limit_;
  z_stream stream_{};
  bool is_ready_ = false;
  bool is_complete_ = false;
  std::string text_;
};

grpc::Status read_gzip(const std::vector<grpc::Slice>& slices, std::size_t limit,
                       google::protobuf::MessageLite& request) {
  Inflater inflater(limit);
  for (const grpc::Slice& slice : slices) {
    if (grpc::Status added = inflater.add(slice); !added.ok()) return added;
  }
  if (!inflater.is_complete()) return cannot_inflate(kCutShort);
  if (!request.ParseFromString(inflater.text())) return malformed(kNoMessage);
  return grpc::Status::OK;
}

}  // namespace

grpc::Status read_body(const grpc::ByteBuffer& body, std::size_t limit,
                       google::protobuf::MessageLite& request) {
  if (body.Length() > limit) return too_large(body.Length(), limit);
  if (!body.Valid() || body.Length() == 0) return grpc::Status::OK;  // a message without fields
  std::vector<grpc::Slice> slices;
  if (!body.Dump(&slices).ok()) return malformed("the message cannot be read");
  if (is_gzip(slices)) return read_gzip(slices, limit, request);
  bool is_message = false;
  if (slices.size() == 1) {
    is_message = request.ParseFromArray(slices[0].begin(), static_cast<int>(slices[0].size()));
  } else {
    grpc::ByteBuffer copy(body);  // shares the bytes; the reader wants to own it
    grpc::ProtoBufferReader reader(&copy);
    is_message = request.ParseFromZeroCopyStream(&reader);
  }
  if (!is_message) return malformed(kNoMessage);
  return grpc::Status::OK;
}

}  // namespace skald::server
