#include "tests/differential/script_files.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace skald::tests {
namespace {

std::filesystem::path folder() { return SKALD_DIFFERENTIAL_FILES; }

}  // namespace

boost::json::value read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

boost::json::object read_operations() { return read_json(folder() / "operations.json").as_object(); }

std::vector<std::string> script_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder() / "scripts")) {
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

boost::json::object read_script(const std::string& name) {
  return read_json(folder() / "scripts" / (name + ".json")).as_object();
}

boost::json::array read_recording(const std::string& name) {
  return read_json(folder() / "recorded" / (name + ".json")).as_array();
}

boost::json::object read_known_differences() {
  return read_json(folder() / "known_differences.json").as_object();
}

}  // namespace skald::tests
