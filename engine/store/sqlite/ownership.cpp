#include "engine/store/sqlite/ownership.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <utility>

#include "engine/store/store.h"

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

/// What the line of this name in the lock file says. Another process may be writing it right now.
std::string line_in(int descriptor, const std::string& name) {
  std::array<char, 512> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
  std::istringstream lines(std::string(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0));
  for (std::string line; std::getline(lines, line) && !lines.eof();) {
    if (line.rfind(name + " ", 0) == 0) return line.substr(name.size() + 1);
  }
  return {};
}

std::string owner_named_in(int descriptor) {
  const std::string pid = line_in(descriptor, "pid");
  if (pid.empty()) return "another process";
  const std::string address = line_in(descriptor, "address");
  return "the process with pid " + pid + (address.empty() ? "" : ", which serves it on " + address);
}

// The file at this path is the one that is open here.
bool is_open_here(const std::string& path, int descriptor) {
  struct stat at_path {};
  struct stat here {};
  return ::stat(path.c_str(), &at_path) == 0 && ::fstat(descriptor, &here) == 0 &&
         at_path.st_ino == here.st_ino && at_path.st_dev == here.st_dev;
}

}  // namespace

Result<Ownership> Ownership::acquire(const std::string& path) {
  for (;;) {
    Result<std::optional<Ownership>> ownership = try_acquire(path);
    if (!ownership) return ownership.error();
    if (*ownership) return **std::move(ownership);
  }
}

Result<std::optional<Ownership>> Ownership::try_acquire(const std::string& path) {
  const std::string lock_path = path + ".lock";
  constexpr int kFlags = O_RDWR | O_CREAT | O_CLOEXEC;
  int descriptor = ::open(lock_path.c_str(), kFlags | O_EXCL, 0600);
  const bool is_new = descriptor >= 0;
  if (!is_new && errno == EEXIST) descriptor = ::open(lock_path.c_str(), kFlags, 0600);
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
  if (!is_open_here(lock_path, descriptor)) return std::optional<Ownership>();
  ownership.is_new_ = is_new;
  SKALD_TRY(ownership.write());
  return std::optional<Ownership>(std::move(ownership));
}

Ownership::Ownership(Ownership&& other) noexcept
    : lock_path_(std::move(other.lock_path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      is_new_(std::exchange(other.is_new_, false)),
      incarnation_(other.incarnation_),
      address_(std::move(other.address_)) {}

Ownership& Ownership::operator=(Ownership&& other) noexcept {
  std::swap(lock_path_, other.lock_path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(is_new_, other.is_new_);
  std::swap(incarnation_, other.incarnation_);
  std::swap(address_, other.address_);
  return *this;
}

Ownership::~Ownership() {
  if (descriptor_ < 0) return;
  if (is_new_) ::unlink(lock_path_.c_str());  // while it is locked: see is_open_here()
  ::close(descriptor_);
}

Status Ownership::note_incarnation(std::uint64_t incarnation) {
  incarnation_ = incarnation;
  return write();
}

Status Ownership::note_address(const std::string& address) {
  address_ = address;
  return write();
}

std::optional<Owner> owner_of(const std::string& path) {
  const int descriptor = ::open((path + ".lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  const Owner owner{.pid = std::atoll(line_in(descriptor, "pid").c_str()),
                    .address = line_in(descriptor, "address")};
  // A file that nobody owns is not touched: somebody might want its lock in this moment.
  const bool is_alive = owner.pid > 0 && (::kill(static_cast<pid_t>(owner.pid), 0) == 0 || errno == EPERM);
  const bool is_owned = is_alive && ::flock(descriptor, LOCK_SH | LOCK_NB) != 0;
  ::close(descriptor);
  return is_owned ? std::optional<Owner>(owner) : std::nullopt;
}

Status Ownership::write() {
  std::string text =
      "pid " + std::to_string(::getpid()) + "\nincarnation " + std::to_string(incarnation_) + "\n";
  if (!address_.empty()) text += "address " + address_ + "\n";
  if (::ftruncate(descriptor_, 0) != 0) return cannot("write", lock_path_);
  const ssize_t written = ::pwrite(descriptor_, text.data(), text.size(), 0);
  if (written != static_cast<ssize_t>(text.size())) return cannot("write", lock_path_);
  return {};
}

}  // namespace skald::store
