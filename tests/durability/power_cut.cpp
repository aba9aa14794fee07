#include "tests/durability/power_cut.h"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "tests/store/temporary_folder.h"

namespace skald::durability {
namespace {

namespace fs = std::filesystem;

/// The process that loses its power. Facts go to a file that the cut does not reach.
class Victim {
 public:
  Victim(fs::path folder, int images) : folder_(std::move(folder)), images_(images) {}

  [[noreturn]] void live(const CutLife& life, std::uint64_t operation, bool in_creation) {
    ::alarm(60);
    spdlog::set_level(spdlog::level::off);
    if (in_creation) disk_.cut_power_at(operation);
    try {
      auto options = busy_engine();
      options.on_fatal = [this](const Error&) { leave(); };
      const auto file = busy_file((folder_ / "live" / "test.db").string(), disk_.name());
      tests::World world([file] { return store::open_sqlite(file); }, options);
      if (!in_creation) disk_.cut_power_at(disk_.operations() + operation);
      if (life.prepare) life.prepare(disk_);
      std::ofstream facts(folder_ / "facts");
      Diary diary(world, [&facts](const Fact& fact) { facts << fact.to_line() << std::endl; });
      life.play(diary);
      leave();
    } catch (const std::exception& error) {
      // A reader met the cut before the commit thread did.
      leave();
    }
    ::_exit(0);
  }

 private:
  // What is on the disk at this moment, in several versions.
  void leave() {
    std::call_once(left_, [this] {
      for (int i = 0; i < images_; ++i) {
        const fs::path folder = folder_ / ("image-" + std::to_string(i));
        fs::create_directory(folder);
        disk_.write_crash_image(folder, static_cast<std::uint64_t>(i) + disk_.operations());
      }
      if (disk_.is_power_cut()) std::ofstream(folder_ / "was-cut") << "yes\n";
    });
  }

  const fs::path folder_;
  const int images_;
  store::RecordingVfs disk_;
  std::once_flag left_;
};

std::vector<Fact> facts_in(const fs::path& path) {
  std::vector<Fact> facts;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) facts.push_back(Fact::from_line(line));
  return facts;
}

CutOutcome live_and_look(const CutLife& life, std::uint64_t operation, int images, bool in_creation) {
  const store::TemporaryFolder folder;
  fs::create_directory(folder.path() / "live");
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("cannot start a process");
  if (pid == 0) (new Victim(folder.path(), images))->live(life, operation, in_creation);
  int status = 0;
  ::waitpid(pid, &status, 0);
  const bool is_clean =
      (WIFEXITED(status) && WEXITSTATUS(status) == 0) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
  if (!is_clean) throw std::runtime_error("the process ended with status " + std::to_string(status));

  CutOutcome outcome;
  outcome.was_cut = fs::exists(folder.path() / "was-cut");
  const auto facts = facts_in(folder.path() / "facts");
  outcome.facts = facts.size();
  for (int i = 0; i < images; ++i) {
    const fs::path image = folder.path() / ("image-" + std::to_string(i)) / "test.db";
    for (const std::string& sentence : contradictions(image.string(), facts)) {
      outcome.contradictions.push_back("cut at " + std::to_string(operation) + ", image " +
                                       std::to_string(i) + ": " + sentence);
    }
  }
  return outcome;
}

}  // namespace

CutOutcome live_until(const CutLife& life, std::uint64_t operation, int images) {
  return live_and_look(life, operation, images, false);
}

CutOutcome live_until_in_creation(const CutLife& life, std::uint64_t operation, int images) {
  return live_and_look(life, operation, images, true);
}

}  // namespace skald::durability
