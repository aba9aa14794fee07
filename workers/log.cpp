#include "workers/log.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>

namespace skald {
namespace {

std::mutex& handler_mutex() {
  static std::mutex mutex;
  return mutex;
}

std::shared_ptr<const LogHandler>& current_handler() {
  static std::shared_ptr<const LogHandler> handler;
  return handler;
}

std::shared_ptr<const LogHandler> handler() {
  const std::lock_guard lock(handler_mutex());
  return current_handler();
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
  }
  return spdlog::level::err;
}

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=\n\t") != std::string_view::npos;
}

void append_value(std::string& line, std::string_view value) {
  if (!needs_quotes(value)) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '\n') {
      line += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') line += '\\';
    line += c;
  }
  line += '"';
}

std::string to_line(std::string_view message, const LogFields& fields) {
  std::string line(message);
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    append_value(line, value);
  }
  return line;
}

}  // namespace

void set_log_handler(LogHandler handler) {
  auto next = handler ? std::make_shared<const LogHandler>(std::move(handler)) : nullptr;
  const std::lock_guard lock(handler_mutex());
  current_handler().swap(next);
}

namespace workers {

bool is_logged(LogLevel level) { return handler() != nullptr || spdlog::should_log(to_spdlog(level)); }

void log(LogLevel level, std::string_view message, const LogFields& fields) {
  if (const auto taker = handler()) {
    (*taker)(level, message, fields);
    return;
  }
  if (spdlog::should_log(to_spdlog(level))) spdlog::log(to_spdlog(level), "{}", to_line(message, fields));
}

}  // namespace workers
}  // namespace skald
