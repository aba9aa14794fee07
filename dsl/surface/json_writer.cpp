#include "skald/detail/json_writer.h"

#include <charconv>
#include <cmath>

#include "skald/detail/json_value.h"
#include "skald/detail/utf8.h"
#include "skald/errors.h"

namespace skald::detail {
namespace {

template <class Number>
void append(std::string& out, Number value) {
  char digits[32];
  const auto [end, problem] = std::to_chars(digits, digits + sizeof(digits), value);
  out.append(digits, end);
}

/// The escape of a character that JSON strings cannot hold as it is.
void append_escaped(std::string& out, char character) {
  switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  constexpr char kHex[] = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(character);
  out += "\\u00";
  out += kHex[code >> 4];
  out += kHex[code & 15];
}

}  // namespace

void JsonWriter::member(std::string_view identifier) {
  comma();
  member_ = identifier;
  ((out_ += '"') += identifier) += "\":";
  needs_comma_ = false;
}

void JsonWriter::key(std::string_view text) {
  comma();
  quoted(text);
  out_ += ':';
  needs_comma_ = false;
}

void JsonWriter::number(std::int64_t value) {
  comma();
  append(out_, value);
}

void JsonWriter::number(std::uint64_t value) {
  comma();
  append(out_, value);
}

void JsonWriter::number(double value) { floating(value); }
void JsonWriter::number(float value) { floating(value); }

template <class Floating>
void JsonWriter::floating(Floating value) {
  if (!std::isfinite(value)) refuse(std::isnan(value) ? "NaN has no JSON form" : "infinity has no JSON form");
  comma();
  append(out_, value);
  // Readers take "-0" for an integer, which has no negative zero.
  if (value == 0 && std::signbit(value)) out_ += ".0";
}

void JsonWriter::string(std::string_view text) {
  comma();
  quoted(text);
}

void JsonWriter::open(char bracket) {
  if (++depth_ > kJsonDepth) refuse("nested deeper than " + std::to_string(kJsonDepth) + " levels");
  comma();
  out_ += bracket;
  needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
  --depth_;
  out_ += bracket;
  needs_comma_ = true;
}

void JsonWriter::raw(std::string_view text) {
  comma();
  out_ += text;
}

void JsonWriter::comma() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

void JsonWriter::quoted(std::string_view text) {
  if (const auto good = valid_utf8_prefix(text); good < text.size()) {
    refuse("byte " + std::to_string(good) +
           " of the string is not UTF-8 (use std::vector<std::byte> for bytes)");
  }
  out_ += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = static_cast<unsigned char>(text[i]);
    if (code >= 0x20 && code != '"' && code != '\\') continue;
    out_ += text.substr(written, i - written);
    append_escaped(out_, text[i]);
    written = i + 1;
  }
  out_ += text.substr(written);
  out_ += '"';
}

void JsonWriter::refuse(const std::string& message) const {
  throw PayloadError(member_.empty() ? message
                                     : message + ", in or after the member " + std::string(member_));
}

}  // namespace skald::detail
