#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skald::detail {

/// Appends JSON to a text, without a document in between. The caller calls in a sensible order.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_list() { open('['); }
  void end_list() { close(']'); }
  /// The name of the next value: a C++ identifier, which needs no escapes.
  void member(std::string_view identifier);
  /// The name of the next value, any text.
  void key(std::string_view text);

  void null() { raw("null"); }
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void number(std::int64_t value);
  void number(std::uint64_t value);
  /// Throws PayloadError for NaN and infinities. The shortest text that reads back as the same number.
  void number(double value);
  void number(float value);
  /// Throws PayloadError if `text` is not UTF-8.
  void string(std::string_view text);

 private:
  void open(char bracket);
  void close(char bracket);
  void raw(std::string_view text);
  void comma();
  template <class Floating>
  void floating(Floating value);
  void quoted(std::string_view text);
  [[noreturn]] void refuse(const std::string& message) const;

  std::string& out_;
  std::string_view member_;
  std::size_t depth_ = 0;
  bool needs_comma_ = false;
};

}  // namespace skald::detail
