#include "engine/server/metrics_listener.h"

#include <atomic>
#include <utility>

#include "engine/server/call_figures.h"
#include "engine/server/engine_figures.h"
#include "engine/server/http_listener.h"
#include "engine/server/listener_security.h"
#include "engine/server/measured_store.h"
#include "engine/server/process_figures.h"
#include "engine/service/server_version.h"

namespace skald::server {
namespace {

class Listener final : public MetricsListener {
 public:
  Listener(std::string version, runtime::Engine& engine, std::shared_ptr<const CallFigures> calls,
           std::shared_ptr<const StoreFigures> store)
      : version_(std::move(version)),
        engine_(engine),
        calls_(std::move(calls)),
        store_(std::move(store)),
        open_runs_(engine) {}

  Status listen(const MetricsOptions& options) {
    auto http = HttpListener::start(options.ip, options.port,
                                    [this](const std::string& path) { return answer(path); });
    if (!http.ok()) return std::move(http).error();
    http_ = std::move(*http);
    return {};
  }

  const std::string& address() const override { return http_->address(); }
  void note_stopping() override { is_stopping_ = true; }

 private:
  HttpAnswer answer(const std::string& path) {
    if (path == "/metrics") return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics()};
    if (path == "/healthz")
      return is_stopping_ ? HttpAnswer{.status = 503, .body = "stopping\n"} : HttpAnswer{.body = "ok\n"};
    return {.status = 404, .body = "there are /metrics and /healthz\n"};
  }

  std::string metrics() {
    Exposition out;
    out.begin("skald_build_info", Exposition::Kind::kGauge, "1; which build serves which API.");
    out.sample({{"version", version_}, {"temporal_version", service::kTemporalVersion}}, 1);
    if (calls_) calls_->write(out);
    if (store_) store_->write(out);
    write_engine_figures(engine_, out);
    write_queue_figures(engine_.matching(), out);
    write_open_runs(open_runs_, out);
    write_process_figures(out);
    return out.text();
  }

  const std::string version_;
  runtime::Engine& engine_;
  const std::shared_ptr<const CallFigures> calls_;
  const std::shared_ptr<const StoreFigures> store_;
  OpenRuns open_runs_;
  std::atomic<bool> is_stopping_{false};
  std::unique_ptr<HttpListener> http_;  // last: its thread uses the others
};

}  // namespace

Status check_metrics_listener(const MetricsOptions& options) {
  if (!is_loopback(options.ip) && !options.insecure) {
    return Error{
        Code::kFailedPrecondition,
        "SKALD6001: " + options.ip +
            " can be reached from other machines, and metrics, with the names of namespaces and task "
            "queues, are served in the clear to everybody: listen on 127.0.0.1, or say "
            "--metrics-insecure",
        {}};
  }
  return {};
}

Result<std::unique_ptr<MetricsListener>> MetricsListener::start(const MetricsOptions& options,
                                                                runtime::Engine& engine,
                                                                std::shared_ptr<const CallFigures> calls,
                                                                std::shared_ptr<const StoreFigures> store) {
  SKALD_TRY(check_metrics_listener(options));
  auto listener = std::make_unique<Listener>(options.version, engine, std::move(calls), std::move(store));
  SKALD_TRY(listener->listen(options));
  return std::unique_ptr<MetricsListener>(std::move(listener));
}

}  // namespace skald::server
