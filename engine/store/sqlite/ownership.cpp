#include "engine/store/sqlite/ownership.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace skald::store {
namespace {

Error cannot(const char* doing, const std::string& path) {
  const std::string what = std::string("cannot ") + doing + " " + path + ": " + std::strerror(errno);
  if (errno == ENOSPC || errno == EDQUOT)
    return {Code::kResourceExhausted, "SKALD1003: " + what + "; free space and repeat", {}};
  return {Code::kInvalidArgument,
          "SKALD1011: " + what + "; check that its folder exists and that this user may write there",
          {}};
}

/// The pid in the lock file, which another process may be writing right now.
std::string owner_named_in(int descriptor) {
  std::array<char, 64> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
  const std::string content(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::size_t end = content.find('\n');
  if (content.rfind("pid ", 0) != 0 || end == std::string::npos) return "another process";
  return "the process with " + content.substr(0, end);
}

}  // namespace

Result<Ownership> Ownership::acquire(const std::string& path) {
  const std::string lock_path = path + ".lock";
  const int descriptor = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot("open", lock_path);
  Ownership ownership(lock_path, descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return cannot("lock", lock_path);
    return Error{Code::kFailedPrecondition,
                 "SKALD1006: " + path + " is in use by " + owner_named_in(descriptor) +
                     ": stop that process first, or let it do what you want; commands that only read work "
                     "beside it",
                 {}};
  }
  SKALD_TRY(ownership.note_incarnation(0));
  return ownership;
}

Ownership::Ownership(Ownership&& other) noexcept
    : lock_path_(std::move(other.lock_path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Ownership& Ownership::operator=(Ownership&& other) noexcept {
  std::swap(lock_path_, other.lock_path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Ownership::~Ownership() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status Ownership::note_incarnation(std::uint64_t incarnation) {
  const std::string text =
      "pid " + std::to_string(::getpid()) + "\nincarnation " + std::to_string(incarnation) + "\n";
  if (::ftruncate(descriptor_, 0) != 0) return cannot("write", lock_path_);
  const ssize_t written = ::pwrite(descriptor_, text.data(), text.size(), 0);
  if (written != static_cast<ssize_t>(text.size())) return cannot("write", lock_path_);
  return {};
}

}  // namespace skald::store
