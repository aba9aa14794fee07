#include "tools/cli/version_command.h"

#include <cstdio>
#include <memory>

#include "skald/version.h"

namespace skald::cli {

void add_version(CLI::App& program, Command& command) {
  auto json = std::make_shared<bool>(false);
  CLI::App* app =
      program.add_subcommand("version", "The version of the program, and of the libraries that it can load");
  add_output_option(*app, *json);
  app->callback([json, &command] {
    command = [json] {
      std::printf(*json ? "{\"version\": \"%s\", \"abi\": \"%s\"}\n" : "skald %s (ABI %s)\n", SKALD_VERSION,
                  SKALD_ABI);
      return ExitCode::kOk;
    };
  });
}

}  // namespace skald::cli
