#include "tools/cli/version_command.h"

#include <cstdio>
#include <memory>

#include "skald/version.h"

namespace skald::cli {

void add_version(Syntax program, Command& command) {
  auto json = std::make_shared<bool>(false);
  Syntax syntax =
      program.command("version", "The version of the program, and of the libraries that it can load");
  add_output_option(syntax, *json);
  syntax.on_parsed([json, &command] {
    command = [json] {
      std::printf(*json ? "{\"version\": \"%s\", \"abi\": \"%s\"}\n" : "skald %s (ABI %s)\n", SKALD_VERSION,
                  SKALD_ABI);
      return ExitCode::kOk;
    };
  });
}

}  // namespace skald::cli
