#include <google/protobuf/stubs/logging.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "tools/cli/command_line.h"
#include "tools/shared/lock_order.h"
#include "tools/shared/sqlite_memory.h"

namespace skald::cli {
namespace {

int refuse(const CLI::App& program, const std::exception& error) {
  std::fputs(usage_error_text(program, error).c_str(), stderr);
  return static_cast<int>(ExitCode::kUsage);
}

int run(int argc, char** argv) {
  tools::stop_tracking_lock_order();
  tools::stop_counting_sqlite_memory();
  // What gRPC has to say of a connection comes as an error of ours.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  // And what protobuf has to say of a message that is none.
  google::protobuf::SetLogHandler(nullptr);
  // Standard output belongs to the answers.
  spdlog::set_default_logger(spdlog::stderr_color_mt("skald"));
  Command command;
  const auto program = make_program(command);
  try {
    program->parse(argc, argv);
  } catch (const CLI::Success& help) {
    return program->exit(help);
  } catch (const CLI::ParseError& error) {
    return refuse(*program, error);
  } catch (const CommandLineError& error) {
    return refuse(*program, error);
  }
  try {
    return static_cast<int>(command());
  } catch (const std::exception& error) {
    return static_cast<int>(fail(error.what()));
  }
}

}  // namespace
}  // namespace skald::cli

int main(int argc, char** argv) { return skald::cli::run(argc, argv); }
