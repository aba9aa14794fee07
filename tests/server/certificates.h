#pragma once

#include <filesystem>
#include <string>

namespace skald::server_tests {

/// A certificate with its key, both in PEM form.
struct Credentials {
  std::string certificate;
  std::string key;
};

/// An authority that signs certificates for a day.
class Authority {
 public:
  Authority();
  const std::string& certificate() const { return own_.certificate; }
  /// For localhost and 127.0.0.1, and for clients.
  Credentials sign(const std::string& name) const;

 private:
  Credentials own_;
};

std::string write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace skald::server_tests
