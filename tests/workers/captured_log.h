#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "skald/logging.h"

namespace skald::workers_tests {

/// Takes all log lines for as long as it lives.
class CapturedLog {
 public:
  struct Line {
    LogLevel level;
    std::string message;
    LogFields fields;
    /// Empty if the line has no such field.
    std::string field(std::string_view key) const {
      for (const auto& [name, value] : fields) {
        if (name == key) return value;
      }
      return {};
    }
  };

  CapturedLog() {
    set_log_handler([this](LogLevel level, std::string_view message, const LogFields& fields) {
      const std::lock_guard lock(mutex_);
      lines_.push_back({level, std::string(message), fields});
    });
  }
  ~CapturedLog() { set_log_handler(nullptr); }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  std::vector<Line> with(std::string_view message) {
    const std::lock_guard lock(mutex_);
    std::vector<Line> found;
    for (const Line& line : lines_) {
      if (line.message == message) found.push_back(line);
    }
    return found;
  }

 private:
  std::mutex mutex_;
  std::vector<Line> lines_;
};

}  // namespace skald::workers_tests
