#pragma once

#include <string_view>

#include "skald/detail/calls.h"

namespace skald {

/// How much a line matters.
enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// The workflow's logger: silent during replay, so that a line appears once. Does not suspend, records
/// nothing.
class Logger {
 public:
  void debug(std::string_view message) const { write(LogLevel::kDebug, message); }
  void info(std::string_view message) const { write(LogLevel::kInfo, message); }
  void warning(std::string_view message) const { write(LogLevel::kWarning, message); }
  void error(std::string_view message) const { write(LogLevel::kError, message); }

 private:
  static void write(LogLevel level, std::string_view message);
};

/// The logger of the current workflow: skald::log().info("approved"). UsageError outside a workflow, once
/// somebody takes the lines.
inline Logger log() { return {}; }

namespace detail {

/// Takes the lines of every workflow of the process, from any thread. Null, as at first: they go nowhere.
using LogSink = void (*)(LogLevel level, const WorkflowInfo& workflow, std::string_view message);
void set_log_sink(LogSink sink);
LogSink log_sink();

}  // namespace detail

inline void Logger::write(LogLevel level, std::string_view message) {
  const auto sink = detail::log_sink();
  if (sink != nullptr && !detail::is_replaying()) sink(level, detail::info(), message);
}

}  // namespace skald
