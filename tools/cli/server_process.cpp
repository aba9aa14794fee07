#include "tools/cli/server_process.h"

#include <utility>

#include "engine/server/access_log.h"
#include "engine/server/call_figures.h"
#include "engine/server/measured_store.h"
#include "engine/store/store.h"
#include "tools/cli/open_files.h"

namespace skald::cli {
namespace {

Result<std::unique_ptr<store::Store>> open_store(const ServerSetup& setup) {
  if (setup.database.empty()) return store::open_memory();
  store::Options options;
  options.path = setup.database;
  options.accept_data_loss = setup.accept_data_loss;
  return store::open_sqlite(options);
}

}  // namespace

Result<std::unique_ptr<ServerProcess>> ServerProcess::start(const ServerSetup& setup) {
  allow_open_files();
  SKALD_TRY(server::check_listener(setup.listener));
  if (setup.metrics) SKALD_TRY(server::check_metrics_listener(*setup.metrics));
  server::Options listener = setup.listener;
  if (!setup.access_log.empty()) {
    auto log = server::AccessLog::open(setup.access_log);
    if (!log) return log.error();
    listener.access_log = std::move(*log);
  }
  auto store = open_store(setup);
  if (!store) return store.error();
  std::shared_ptr<server::StoreFigures> figures;
  if (setup.metrics) {
    listener.figures = std::make_shared<server::CallFigures>();
    figures = std::make_shared<server::StoreFigures>();
    *store = server::measured_store(std::move(*store), figures);
  }
  auto engine = runtime::Engine::open(std::move(*store), setup.engine);
  if (!engine) return engine.error();
  std::unique_ptr<ServerProcess> process(new ServerProcess());
  process->engine_ = std::move(*engine);
  if (setup.prepare) SKALD_TRY(setup.prepare(*process->engine_));
  if (setup.metrics) {
    auto metrics = server::MetricsListener::start(*setup.metrics, *process->engine_, listener.figures,
                                                  std::move(figures));
    if (!metrics) return metrics.error();
    process->metrics_ = std::move(*metrics);
  }
  auto server = server::Server::start(*process->engine_, listener);
  if (!server) return server.error();
  process->server_ = std::move(*server);
  return process;
}

ServerProcess::~ServerProcess() { stop(); }

void ServerProcess::stop() {
  if (metrics_) metrics_->note_stopping();
  if (server_) server_->stop();
  metrics_.reset();
  if (engine_) engine_->stop();
}

}  // namespace skald::cli
