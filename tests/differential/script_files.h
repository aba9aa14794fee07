#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace skald::tests {

boost::json::value read_json(const std::filesystem::path& path);

/// operations.json
boost::json::object read_operations();

/// Names of the scripts, sorted.
std::vector<std::string> script_names();
boost::json::object read_script(const std::string& name);
/// What the real server answered.
boost::json::array read_recording(const std::string& name);
boost::json::object read_known_differences();

}  // namespace skald::tests
