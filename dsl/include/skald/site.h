#pragma once

namespace skald {

/// The source line of a call; the divergence report prints it. Written as a defaulted last parameter.
class Site {
 public:
  static constexpr Site current(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) {
    return Site(file, line);
  }
  constexpr const char* file() const { return file_; }
  constexpr unsigned line() const { return line_; }

 private:
  constexpr Site(const char* file, unsigned line) : file_(file), line_(line) {}
  const char* file_;
  unsigned line_;
};

}  // namespace skald
