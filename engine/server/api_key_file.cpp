#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "engine/server/authority.h"

namespace skald::server {
namespace {

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream in(list);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

bool add_right(const std::string& name, std::set<Access>& rights) {
  if (name == "all") {
    rights.insert({Access::kRead, Access::kWrite, Access::kWorker, Access::kAdmin});
  } else if (name == "read") {
    rights.insert(Access::kRead);
  } else if (name == "write") {
    rights.insert(Access::kWrite);
  } else if (name == "worker") {
    rights.insert(Access::kWorker);
  } else if (name == "admin") {
    rights.insert(Access::kAdmin);
  } else {
    return false;
  }
  return true;
}

int digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

bool read_hash(const std::string& text, KeyHash& hash) {
  if (text.size() != 2 * hash.size()) return false;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = digit(text[2 * i]);
    const int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    hash[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return true;
}

/// Empty: the line is right. Otherwise what is wrong with it.
std::string read_line(const std::string& line, ApiKey& key) {
  std::istringstream in(line);
  std::string rights;
  std::string namespaces;
  std::string hash;
  std::string more;
  if (!(in >> key.name >> rights >> namespaces >> hash) || in >> more)
    return "needs NAME RIGHTS NAMESPACES SHA256";
  for (const std::string& right : split(rights)) {
    if (!add_right(right, key.rights)) return "knows read, write, worker, admin and all, not '" + right + "'";
  }
  if (namespaces != "*") {
    for (const std::string& name : split(namespaces)) key.namespaces.insert(name);
  }
  // Never the text itself: somebody may have put the key there.
  if (!read_hash(hash, key.hash)) return "needs a SHA-256 of 64 hexadecimal digits at its end";
  return {};
}

}  // namespace

Result<std::vector<ApiKey>> read_api_keys(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return Error{Code::kInvalidArgument,
                 "SKALD6003: cannot read the API keys in " + path + ": " + std::strerror(errno),
                 {}};
  std::vector<ApiKey> keys;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line[first] == '#') continue;
    const std::string problem = read_line(line, keys.emplace_back());
    if (!problem.empty())
      return Error{Code::kInvalidArgument,
                   "SKALD6003: " + path + " line " + std::to_string(number) + " " + problem,
                   {}};
  }
  if (keys.empty())
    return Error{Code::kInvalidArgument,
                 "SKALD6003: " + path +
                     " holds no API key: nobody could call; leave --api-keys away to admit everybody",
                 {}};
  return keys;
}

}  // namespace skald::server
