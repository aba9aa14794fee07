#include "engine/server/access_log.h"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

#include "engine/server/call_figures.h"

namespace skald::server {
namespace {

/// Names come from clients, as long as they like.
constexpr std::size_t kLongestText = 200;

std::string cut(const std::string& text) {
  if (text.size() <= kLongestText) return text;
  std::size_t end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + "…";
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char character : cut(text)) {
    if (character == '"' || character == '\\') {
      result += '\\';
      result += character;
    } else if (static_cast<unsigned char>(character) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
    } else {
      result += character;
    }
  }
  return result + "\"";
}

void add(std::string& line, const char* name, const std::string& value) {
  if (!value.empty()) line += fmt::format(",\"{}\":{}", name, quoted(value));
}

std::string after_slash(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string time_text(Time time) {
  const auto since_epoch = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
  const auto seconds = static_cast<std::time_t>(since_epoch.count() / 1'000'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  return fmt::format("{}.{:06}Z", text.data(), since_epoch.count() % 1'000'000);
}

}  // namespace

std::string access_text(const AccessLine& line, Time now) {
  std::string text =
      fmt::format("{{\"time\":\"{}\",\"method\":{}", time_text(now), quoted(after_slash(line.method)));
  add(text, "namespace", line.namespace_name);
  add(text, "identity", line.identity);
  add(text, "client", line.client);
  add(text, "key", line.key);
  add(text, "peer", line.peer);
  const double milliseconds = std::chrono::duration<double, std::milli>(line.took).count();
  return text + fmt::format(",\"code\":\"{}\",\"ms\":{:.3f}}}\n", code_name(line.code), milliseconds);
}

Result<std::shared_ptr<AccessLog>> AccessLog::open(const std::string& path) {
  constexpr int kMode = 0640;
  const int descriptor = path == "-" ? ::dup(STDERR_FILENO)
                                     : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
  if (descriptor < 0) {
    return Error{Code::kInvalidArgument,
                 "SKALD6005: the access log " + path + " cannot be written: " + std::strerror(errno),
                 {}};
  }
  return std::shared_ptr<AccessLog>(new AccessLog(descriptor, path));
}

AccessLog::~AccessLog() { ::close(descriptor_); }

void AccessLog::write(const AccessLine& line) {
  const std::string text = access_text(line, Clock::system().now());
  const bool is_written = ::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (is_written == !is_failing_.exchange(!is_written)) return;
  if (is_written) {
    spdlog::info("the access log {} is written again", path_);
  } else {
    spdlog::warn("the access log {} cannot be written, lines are dropped: {}", path_, std::strerror(errno));
  }
}

}  // namespace skald::server
