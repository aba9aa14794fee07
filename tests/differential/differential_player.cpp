#include <filesystem>
#include <iostream>

#include "tests/differential/normaliser.h"
#include "tests/differential/player.h"
#include "tests/differential/script_files.h"

// Prints what the engine answers to a script: one line for each step that makes a call.
int main(int argc, char** argv) try {
  const bool in_process = argc == 3 && std::string(argv[1]) == "--in-process";
  if (argc != 2 && !in_process) {
    std::cerr << "usage: differential_player [--in-process] scripts/<name>.json\n";
    return 2;
  }
  const std::filesystem::path path = argv[argc - 1];
  skald::tests::Player player(skald::tests::read_operations(), path.stem().string(),
                              {.in_process = in_process});
  const auto replies = player.play(skald::tests::read_json(path).as_object());
  const boost::json::value normalised = skald::tests::Normaliser()(replies);
  for (const auto& reply : normalised.as_array()) std::cout << reply << "\n";
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
