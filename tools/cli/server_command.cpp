#include "tools/cli/server_command.h"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>

#include "engine/server/authority.h"
#include "skald/version.h"
#include "tools/cli/dynamic_config.h"
#include "tools/cli/server_dev.h"
#include "tools/cli/server_log.h"
#include "tools/cli/server_process.h"
#include "tools/cli/settings.h"
#include "tools/cli/stop_signals.h"

namespace skald::cli {

namespace {

struct Options {
  std::string config;
  bool print_config = false;
  std::string database;
  bool accept_data_loss = false;
  std::string ip = "127.0.0.1";
  int port = 7233;
  server::TlsFiles tls;
  bool insecure = false;
  std::string api_keys;
  server::MetricsOptions metrics;
  std::string access_log;
  std::size_t shards = 1;
  std::size_t loaders = 1;
  std::size_t memory_megabytes = 256;
  std::size_t drain_seconds = 2;
  std::vector<std::string> dynamic_config;
  LogOptions log;
};

Status set_listener(const Options& options, server::Options& listener) {
  listener.ip = options.ip;
  listener.port = options.port;
  listener.tls = options.tls;
  listener.insecure = options.insecure;
  listener.drain = std::chrono::seconds(options.drain_seconds);
  if (options.api_keys.empty()) return {};
  auto keys = server::read_api_keys(options.api_keys);
  if (!keys) return keys.error();
  listener.api_keys = std::move(*keys);
  return {};
}

Status set_engine(const Options& options, runtime::Options& engine) {
  engine.shards = options.shards;
  engine.loaders = options.loaders;
  engine.resident_bytes = options.memory_megabytes << 20;
  engine.on_fatal = [](const Error& error) { spdlog::critical("{}", error.message); };
  return apply_dynamic_config(options.dynamic_config, engine);
}

void warn_of_open_door(const Options& options) {
  const bool knows_callers = !options.api_keys.empty() || !options.tls.client_authorities.empty();
  if (knows_callers || options.ip == "127.0.0.1" || options.ip == "localhost" || options.ip == "::1") return;
  spdlog::warn(
      "whoever reaches {} may read and change everything: neither --tls-client-ca nor --api-keys is given",
      options.ip);
}

ExitCode run(const Options& options) {
  StopSignals stop;
  set_up_log(options.log);
  ServerSetup setup;
  setup.database = options.database;
  setup.accept_data_loss = options.accept_data_loss;
  if (Status set = set_listener(options, setup.listener); !set.ok()) return fail(set.error());
  if (Status set = set_engine(options, setup.engine); !set.ok()) return fail(set.error());
  if (options.metrics.port != 0) {
    setup.metrics = options.metrics;
    setup.metrics->version = SKALD_VERSION;
  }
  setup.access_log = options.access_log;
  auto process = ServerProcess::start(setup);
  if (!process) return fail(process.error());
  warn_of_open_door(options);
  spdlog::info("serving {} on {}", options.database, (*process)->address());
  if (const std::string metrics = (*process)->metrics_address(); !metrics.empty())
    spdlog::info("metrics on http://{}/metrics", metrics);
  stop.wait();
  spdlog::info("stopping; again: at once");
  (*process)->stop();
  spdlog::info("stopped, everything is on disk");
  return ExitCode::kOk;
}

void add_listener_options(Syntax syntax, Options& options) {
  syntax.option("--ip", options.ip, "the address to listen on").value_name("ADDRESS");
  syntax.option("-p,--port", options.port, "the port; 0: any")
      .whole_number({.from = 0, .to = 65535})
      .value_name("N");
  syntax.option("--tls-cert", options.tls.certificate, "the server's certificate chain, PEM")
      .value_name("FILE");
  syntax.option("--tls-key", options.tls.key, "its private key, PEM").value_name("FILE");
  syntax
      .option("--tls-client-ca", options.tls.client_authorities,
              "callers must show a certificate signed by one of these, PEM")
      .value_name("FILE");
  syntax
      .option("--api-keys", options.api_keys,
              "callers must send one of the keys in this file; a line is NAME RIGHTS NAMESPACES SHA256")
      .value_name("FILE");
  syntax.flag("--insecure", options.insecure, "let other machines connect without TLS");
  syntax.option("--drain", options.drain_seconds, "seconds that calls under way may take when it stops")
      .whole_number({.from = 0, .to = 3600})
      .value_name("N");
}

void add_metrics_options(Syntax syntax, Options& options) {
  syntax
      .option("--metrics-port", options.metrics.port,
              "serve /metrics (for Prometheus) and /healthz over HTTP; 0: not at all")
      .whole_number({.from = 0, .to = 65535})
      .value_name("N");
  syntax.option("--metrics-address", options.metrics.ip, "the address to serve them on")
      .value_name("ADDRESS");
  syntax.flag("--metrics-insecure", options.metrics.insecure, "let other machines read them");
  syntax
      .option("--access-log", options.access_log,
              "write a line of JSON for each call, without what it carries; -: on standard error")
      .value_name("FILE");
}

void add_engine_options(Syntax syntax, Options& options) {
  syntax.option("--db", options.database, "the database file; made if there is none").value_name("FILE");
  syntax.flag("--accept-data-loss", options.accept_data_loss,
              "go on although commits are missing from the file (SKALD1005)");
  syntax.option("--shards", options.shards, "threads that decide what happens to workflows")
      .whole_number({.from = 1, .to = 64})
      .value_name("N");
  syntax.option("--loaders", options.loaders, "threads that read workflows which are not in memory")
      .whole_number({.from = 1, .to = 64})
      .value_name("N");
  syntax.option("--memory", options.memory_megabytes, "megabytes for open workflows")
      .whole_number({.from = 1, .to = 1'000'000})
      .value_name("N");
  syntax
      .option("--dynamic-config-value", options.dynamic_config,
              "a setting of Temporal's dynamic configuration, limits above all")
      .value_name("KEY=JSON")
      .named_for_each_value();
}

ExitCode run_or_print(Syntax syntax, Options& options) {
  try {
    if (!options.config.empty()) read_settings(syntax, options.config);
  } catch (const CommandLineError& wrong) {
    return fail(wrong.what(), ExitCode::kUsage);
  }
  if (options.print_config) {
    std::fputs(settings_text(syntax).c_str(), stdout);
    return ExitCode::kOk;
  }
  if (options.database.empty()) {
    return fail(
        "skald server needs --db FILE (or SKALD_DB, or db in --config); to try things out: skald server "
        "start-dev",
        ExitCode::kUsage);
  }
  if (options.port != 0 && options.port == options.metrics.port)
    return fail("--port and --metrics-port are both " + std::to_string(options.port), ExitCode::kUsage);
  return run(options);
}

}  // namespace

void add_server(Syntax program, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax =
      program.command("server", "Serve a database file to workers and clients, over Temporal's gRPC API");
  syntax.may_have_command();
  capture_defaults(syntax);
  add_engine_options(syntax, *options);
  add_listener_options(syntax, *options);
  add_metrics_options(syntax, *options);
  add_log_options(syntax, options->log);
  syntax.option("--config", options->config, "a file with settings, TOML or INI: port = 7233")
      .value_name("FILE");
  syntax.flag("--print-config", options->print_config, "print all settings and end");
  finish_settings(syntax);
  syntax.footer(
      "A setting may also stand in the environment (SKALD_TLS_CERT for --tls-cert) or in the file of "
      "--config; "
      "a flag\nwins over the environment, the environment over the file.");
  add_server_dev(syntax, command);
  syntax.on_parsed([syntax, options, &command] {
    if (!syntax.has_command()) command = [syntax, options] { return run_or_print(syntax, *options); };
  });
}

}  // namespace skald::cli
