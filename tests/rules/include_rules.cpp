#include "tests/rules/include_rules.h"

#include <regex>

namespace skald::rules {

namespace {

using Paths = std::vector<std::string>;

/// Folder by folder, which of our own folders it may see. The first row whose prefix fits counts.
struct Arrow {
  const char* from;
  Paths to;
};

const Paths kOwnFolders = {"engine/", "dsl/", "workers/", "tools/", "examples/", "tests/"};

const std::vector<Arrow>& arrows() {
  static const std::vector<Arrow> table = {
      {"engine/base/", {"engine/base/"}},
      {"engine/api/", {"engine/api/", "engine/base/"}},
      {"engine/core/", {"engine/core/", "engine/api/", "engine/base/"}},
      {"engine/store/", {"engine/store/", "engine/core/", "engine/api/", "engine/base/"}},
      {"engine/runtime/",
       {"engine/runtime/", "engine/store/", "engine/core/", "engine/api/", "engine/base/"}},
      {"engine/service/", {"engine/"}},
      {"engine/server/", {"engine/", "workers/connection.h"}},
      {"dsl/include/", {}},
      {"dsl/fiber/", {"dsl/fiber/", "engine/base/"}},
      {"dsl/", {"dsl/", "engine/api/", "engine/base/"}},
      {"workers/include/", {}},
      {"workers/embedded", {"workers/", "dsl/", "engine/"}},
      {"workers/engine", {"workers/", "dsl/", "engine/"}},
      {"workers/", {"workers/", "dsl/", "engine/api/", "engine/base/"}},
      {"tools/history/", {"tools/history/", "engine/api/", "engine/base/"}},
      {"tools/", {"tools/", "workers/", "dsl/", "engine/"}},
      {"examples/", {}},
      {"tests/", kOwnFolders},
  };
  return table;
}

/// Headers of others that only some places may see.
struct Foreign {
  const char* what;
  Paths headers;
  Paths allowed;
};

const std::vector<Foreign>& foreign_headers() {
  static const std::vector<Foreign> table = {
      {"SQLite", {"sqlite3.h"}, {"engine/store/sqlite/", "tools/shared/", "examples/", "tests/"}},
      {"gRPC", {"grpc", "grpcpp/"}, {"engine/server/", "workers/grpc", "tests/"}},
      {"spdlog",
       {"spdlog/", "fmt/"},
       {"engine/runtime/", "engine/service/", "engine/server/", "workers/", "dsl/", "tools/", "examples/",
        "tests/"}},
      {"Temporal's messages",
       {"temporal/", "skald/internal/"},
       {"engine/", "dsl/", "workers/", "tools/", "tests/"}},
  };
  return table;
}

bool is_public_header(const std::string& path) {
  return starts_with_any(path, {"dsl/include/", "workers/include/"});
}

/// A public header sees the standard library (no slash in the name), Boost and other public headers.
bool fits_public_header(const SourceFile& file, const Include& include) {
  const bool standard =
      !include.quoted && include.path.find('/') == std::string::npos && include.path != "sqlite3.h";
  if (standard || starts_with_any(include.path, {"boost/describe", "boost/mp11", "boost/json"})) return true;
  if (starts_with_any(include.path, {"skald/internal/"})) return false;
  if (starts_with_any(include.path, {"skald/"})) return true;
  const std::string protobuf_door = "/skald/protobuf.h";
  const bool is_door =
      file.path.size() > protobuf_door.size() &&
      file.path.compare(file.path.size() - protobuf_door.size(), protobuf_door.size(), protobuf_door) == 0;
  return is_door && starts_with_any(include.path, {"google/protobuf/"});
}

const Arrow* arrow_for(const std::string& path) {
  for (const Arrow& arrow : arrows()) {
    if (path.rfind(arrow.from, 0) == 0) return &arrow;
  }
  return nullptr;
}

}  // namespace

std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex pattern("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
  std::vector<Include> found;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    std::smatch match;
    if (std::regex_search(file.lines[i], match, pattern)) found.push_back({i, match[2], match[1] == "\""});
  }
  return found;
}

std::vector<std::string> include_violations(const SourceFile& file) {
  std::vector<std::string> violations;
  const Arrow* arrow = arrow_for(file.path);
  if (arrow == nullptr)
    return {file.path + ": no rule says what this folder may see; add one to include_rules.cpp"};
  for (const Include& include : includes_of(file)) {
    if (starts_with_any(include.path, kOwnFolders) && !starts_with_any(include.path, arrow->to)) {
      violations.push_back(
          at(file, include.line_index, std::string(arrow->from) + " may not see " + include.path));
    }
    for (const Foreign& foreign : foreign_headers()) {
      if (starts_with_any(include.path, foreign.headers) && !starts_with_any(file.path, foreign.allowed)) {
        violations.push_back(at(file, include.line_index,
                                std::string(foreign.what) + " is not for this folder: " + include.path));
      }
    }
    if (is_public_header(file.path) && !fits_public_header(file, include)) {
      violations.push_back(at(file, include.line_index, "a public header may not include " + include.path));
    }
  }
  return violations;
}

}  // namespace skald::rules
