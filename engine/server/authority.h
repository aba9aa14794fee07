#pragma once

#include <google/protobuf/message.h>

#include <array>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/server/access.h"

namespace skald::server {

using KeyHash = std::array<unsigned char, 32>;

/// SHA-256.
KeyHash hash_api_key(const std::string& key);

/// What the holder of a key may do.
struct ApiKey {
  std::string name;  ///< for logs
  KeyHash hash{};
  std::set<Access> rights;
  std::set<std::string> namespaces;  ///< empty: all
};

/// Reads a file of API keys. A line: `NAME RIGHTS NAMESPACES SHA256`, where RIGHTS is a list of read, write,
/// worker and admin (or all), NAMESPACES a list of names or *, and SHA256 the hash of the key in hexadecimal.
/// Lists are separated by commas; empty lines and lines that begin with # say nothing.
Result<std::vector<ApiKey>> read_api_keys(const std::string& path);

/// The one place that decides who may do what.
class Authority {
 public:
  /// Without keys, everybody who can connect may do everything.
  explicit Authority(std::vector<ApiKey> keys) : keys_(std::move(keys)) {}

  /// What a call asks for.
  struct Question {
    const std::string& authorization;  ///< the header: "Bearer KEY"
    Access access;
    const std::string* namespace_name;  ///< null: the method is for the whole server
    const google::protobuf::Message& request;
  };
  /// kPermissionDenied, with the same text whatever is missing.
  Status check(const Question& question) const;
  /// The name of the key in this header; empty: it is none of ours.
  std::string name_of(const std::string& authorization) const;

 private:
  const ApiKey* find(const std::string& authorization) const;

  const std::vector<ApiKey> keys_;
};

}  // namespace skald::server
