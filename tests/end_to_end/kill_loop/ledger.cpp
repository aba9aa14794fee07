#include "tests/end_to_end/kill_loop/ledger.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace skald::kill_loop {

Ledger::Ledger(const std::string& path)
    : file_(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0) throw std::runtime_error("cannot open the ledger " + path);
}

Ledger::~Ledger() { ::close(file_); }

void Ledger::append(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += line.empty() ? word : " " + word;
  line += "\n";
  // One write, so that a SIGKILL leaves the whole line or nothing of it.
  const bool is_written = ::write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (!is_written || ::fdatasync(file_) != 0) throw std::runtime_error("cannot write the ledger");
}

std::vector<std::vector<std::string>> Ledger::read(const std::string& path) {
  std::vector<std::vector<std::string>> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    lines.emplace_back();
    for (std::string word; words >> word;) lines.back().push_back(word);
  }
  return lines;
}

}  // namespace skald::kill_loop
