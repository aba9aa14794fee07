#include "tools/cli/server_dev.h"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>

#include "engine/service/server_version.h"
#include "skald/version.h"
#include "tools/cli/dynamic_config.h"
#include "tools/cli/first_namespaces.h"
#include "tools/cli/server_log.h"
#include "tools/cli/server_process.h"
#include "tools/cli/stop_signals.h"

namespace skald::cli {

namespace {

struct Options {
  std::string ip = "127.0.0.1";
  int port = 7233;
  std::string database;
  std::vector<std::string> namespaces;
  std::vector<std::string> search_attributes;
  std::vector<std::string> dynamic_config;
  int metrics_port = 0;
  bool insecure = false;
  LogOptions log = {.level = "warn", .format = "text"};
  // Taken, because test environments of the SDKs give them.
  bool headless = false;
  std::vector<std::string> unused;
};

void say_what_is_unused(const Options& options) {
  if (!options.headless) spdlog::info("the Web UI is not part of this version of Skald");
  for (const std::string& name : options.unused) spdlog::info("{} changes nothing here", name);
}

void print_welcome(const Options& options, const ServerProcess& process) {
  const std::string& address = process.address();
  const bool is_kept = !options.database.empty();
  std::printf("Skald %s serves Temporal's gRPC API (of server %s)\n\n", SKALD_VERSION,
              service::kTemporalVersion);
  std::printf("  Address    %s\n", address.c_str());
  std::string names = "default";
  for (const std::string& name : options.namespaces)
    if (name != "default") names += ", " + name;
  std::printf("  Namespace  %s\n", names.c_str());
  std::printf("  Data       %s\n", is_kept ? options.database.c_str()
                                           : "in memory, gone when it ends; --db-filename FILE keeps it");
  if (const std::string metrics = process.metrics_address(); !metrics.empty())
    std::printf("  Metrics    http://%s/metrics\n", metrics.c_str());
  std::printf("  Worker     skald worker --library ./libNAME.so --task-queue QUEUE --address %s\n",
              address.c_str());
  std::printf("  Client     skald workflow list --address %s\n", address.c_str());
  std::printf("             temporal workflow list --address %s\n\n", address.c_str());
  std::printf("Ctrl-C ends it.\n");
  std::fflush(stdout);
}

ExitCode run(const Options& options) {
  StopSignals stop;
  set_up_log(options.log);
  say_what_is_unused(options);
  ServerSetup setup;
  setup.database = options.database;
  setup.listener.ip = options.ip;
  setup.listener.port = options.port;
  setup.listener.insecure = options.insecure;
  if (options.metrics_port != 0)
    setup.metrics = server::MetricsOptions{.port = options.metrics_port, .version = SKALD_VERSION};
  if (Status applied = apply_dynamic_config(options.dynamic_config, setup.engine); !applied.ok())
    return fail(applied.error());
  setup.prepare = [&options](runtime::Engine& engine) {
    return make_namespaces(engine, options.namespaces, options.search_attributes);
  };
  auto process = ServerProcess::start(setup);
  if (!process) return fail(process.error());
  print_welcome(options, **process);
  stop.wait();
  (*process)->stop();
  return ExitCode::kOk;
}

/// An option of Temporal's development server that has nothing to act on here.
void add_unused(Syntax syntax, Options& options, const char* name, const char* text) {
  syntax
      .option(
          name, [&options, name](const std::string&) { options.unused.push_back(name); }, text)
      .value_name("…")
      .last_one_counts();
}

}  // namespace

void add_server_dev(Syntax server, Command& command) {
  auto options = std::make_shared<Options>();
  Syntax syntax = server.command(
      "start-dev", "A server for trying things out, with the flags of Temporal's development server");
  syntax.option("--ip", options->ip, "the address to listen on (default: 127.0.0.1)").value_name("ADDRESS");
  syntax.option("-p,--port", options->port, "the port (default: 7233; 0: any)")
      .whole_number({.from = 0, .to = 65535})
      .value_name("N");
  syntax.option("-f,--db-filename", options->database, "keep the data in this file (default: in memory)")
      .value_name("FILE");
  syntax.option("-n,--namespace", options->namespaces, "make this namespace, too; may be repeated")
      .value_name("NAME")
      .named_for_each_value();
  syntax
      .option("--search-attribute", options->search_attributes,
              "register a search attribute; may be repeated")
      .value_name("NAME=TYPE")
      .named_for_each_value();
  syntax
      .option("--dynamic-config-value", options->dynamic_config,
              "a setting of Temporal's dynamic configuration, limits above all; may be repeated")
      .value_name("KEY=JSON")
      .named_for_each_value();
  syntax
      .option("--metrics-port", options->metrics_port,
              "serve /metrics and /healthz over HTTP on 127.0.0.1 (default: not at all)")
      .whole_number({.from = 0, .to = 65535})
      .value_name("N");
  syntax.flag("--insecure", options->insecure, "let other machines connect without TLS");
  syntax.flag("--headless", options->headless, "without the Web UI");
  add_log_options(syntax, options->log);
  for (const char* name : {"--ui-ip", "--ui-port", "--ui-public-path", "--ui-asset-path",
                           "--ui-codec-endpoint", "--http-port", "--sqlite-pragma"})
    add_unused(syntax, *options, name, "has no effect yet");
  syntax.flag(
      "--log-config", [] {}, "has no effect");
  syntax.on_parsed([options, &command] { command = [options] { return run(*options); }; });
}

}  // namespace skald::cli
