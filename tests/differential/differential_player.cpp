#include <filesystem>
#include <iostream>
#include <memory>

#include "tests/differential/normaliser.h"
#include "tests/differential/player.h"
#include "tests/differential/script_files.h"

namespace {

namespace json = boost::json;
using skald::tests::Player;

// What the engine answers to a script: one line for each step that makes a call.
void play(const std::filesystem::path& path, bool in_process) {
  Player player(skald::tests::read_operations(), path.stem().string(), {.in_process = in_process});
  const auto replies = player.play(skald::tests::read_json(path).as_object());
  const json::value normalised = skald::tests::Normaliser()(replies);
  for (const auto& reply : normalised.as_array()) std::cout << reply << "\n";
}

// One line of a dialogue: {"play": name} begins a play on an engine of its own, {"number": n, "step": {...}}
// makes a step of it, {"waits": workflow id} asks what a run waits for.
json::value answered(std::unique_ptr<Player>& player, const json::object& line) try {
  if (const json::value* name = line.if_contains("play")) {
    player = std::make_unique<Player>(skald::tests::read_operations(), std::string(name->as_string()),
                                      skald::service::Caller{.in_process = false});
    return nullptr;
  }
  if (const json::value* id = line.if_contains("waits")) return player->waits(std::string(id->as_string()));
  auto result = player->step(line.at("number").to_number<std::size_t>(), line.at("step").as_object());
  return result ? json::value(std::move(*result)) : json::value(nullptr);
} catch (const std::exception& error) {
  return json::object{{"stopped", error.what()}};
}

// Programs that make up their scripts while they are played speak line by line.
void converse() {
  std::unique_ptr<Player> player;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << answered(player, json::parse(line).as_object()) << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string option = argc > 1 ? argv[1] : "";
  const bool in_process = argc == 3 && option == "--in-process";
  if (argc != 2 && !in_process) {
    std::cerr << "usage: differential_player [--in-process] scripts/<name>.json\n"
                 "       differential_player --converse\n";
    return 2;
  }
  if (option == "--converse") {
    converse();
  } else {
    play(argv[argc - 1], in_process);
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
