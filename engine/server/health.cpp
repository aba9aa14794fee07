#include "engine/server/health.h"

#include "engine/server/health_messages.h"
#include "engine/server/health_watch.h"

namespace skald::server {
namespace {

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kList[] = "/grpc.health.v1.Health/List";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";

enum class Question { kOne, kAll };

/// Check and List: one question, one answer.
class HealthAnswer final : public Stream {
 public:
  HealthAnswer(std::unique_ptr<StreamContext> context, Question question, Serving serving,
               std::size_t request_bytes)
      : Stream(std::move(context)), question_(question), serving_(serving), request_bytes_(request_bytes) {}
  void begin() { StartRead(&request_); }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish({grpc::StatusCode::INTERNAL, "no request came"});
    std::string service;
    if (grpc::Status read = read_health_request(request_, request_bytes_, service); !read.ok())
      return Finish(read);
    if (question_ == Question::kOne && !has_health(service))
      return Finish({grpc::StatusCode::NOT_FOUND, "unknown service"});
    grpc::Status written = question_ == Question::kAll ? write_health_list(serving_, response_)
                                                       : write_health(serving_, response_);
    if (!written.ok()) return Finish(written);
    StartWriteAndFinish(&response_, grpc::Status::OK);
  }
  void OnDone() override { delete this; }

  const Question question_;
  const Serving serving_;
  const std::size_t request_bytes_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

Health::Health(std::size_t request_bytes)
    : request_bytes_(request_bytes), watches_(std::make_shared<HealthWatches>()) {}

Health::~Health() = default;

bool Health::has(const std::string& path) { return path == kCheck || path == kList || path == kWatch; }

Stream* Health::begin(std::unique_ptr<StreamContext> context) {
  const std::string path = context->method();
  if (path == kWatch) return HealthWatch::begin(std::move(context), watches_, request_bytes_);
  auto* answer = new HealthAnswer(std::move(context), path == kList ? Question::kAll : Question::kOne,
                                  watches_->now(), request_bytes_);
  answer->begin();
  return answer;
}

void Health::note_stopping() { watches_->note_stopping(); }

void Health::end_watches() { watches_->end_all(); }

}  // namespace skald::server
