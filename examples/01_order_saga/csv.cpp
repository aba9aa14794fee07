#include "csv.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <utility>

namespace orders {

namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> values(1);
  for (const char c : line) {
    if (c == ',') {
      values.emplace_back();
    } else {
      values.back() += c;
    }
  }
  return values;
}

std::string join(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ",") + value;
  return text;
}

bool next_line(std::ifstream& file, std::string& line) {
  if (!std::getline(file, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

/// What may stand in an error message: short, and without control characters.
std::string quoted(std::string text) {
  constexpr std::size_t kLongest = 60;
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c > '~'; }, '?');
  return '"' + text + '"';
}

}  // namespace

CsvLine::CsvLine(std::string place, const std::vector<std::string>& columns, std::vector<std::string> values)
    : place_(std::move(place)), columns_(columns), values_(std::move(values)) {
  if (values_.size() == columns_.size()) return;
  throw CsvError(place_ + ": expected " + std::to_string(columns_.size()) + " values (" + join(columns_) +
                 "), found " + std::to_string(values_.size()) + ": " + quoted(join(values_)));
}

const std::string& CsvLine::text(std::size_t column) const {
  if (values_[column].empty()) refuse(column, "is empty");
  return values_[column];
}

std::int64_t CsvLine::number(std::size_t column, NumberRange range) const {
  const auto& text = values_[column];
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < range.from || value > range.to) {
    refuse(column, "expected a number from " + std::to_string(range.from) + " to " +
                       std::to_string(range.to) + ", found " + quoted(text));
  }
  return value;
}

const std::string& CsvLine::one_of(std::size_t column, std::initializer_list<const char*> choices) const {
  const auto& text = values_[column];
  std::string wanted;
  for (const char* choice : choices) {
    if (text == choice) return text;
    wanted += (wanted.empty() ? "" : ", ") + std::string(choice);
  }
  refuse(column, "expected one of " + wanted + ", found " + quoted(text));
}

void CsvLine::refuse(std::size_t column, const std::string& problem) const {
  throw CsvError(place_ + ": " + columns_[column] + ": " + problem);
}

CsvFile::CsvFile(const std::string& path, std::vector<std::string> columns) : columns_(std::move(columns)) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw CsvError(path + ": cannot be opened: " + std::strerror(errno));
  std::string line;
  const bool has_header = next_line(file, line);
  if (file.bad()) throw CsvError(path + ": cannot be read: " + std::strerror(errno));
  if (!has_header || line != join(columns_)) {
    throw CsvError(path + ":1: expected the header " + quoted(join(columns_)) + ", found " + quoted(line));
  }
  for (int number = 2; next_line(file, line); ++number) {
    lines_.emplace_back(path + ":" + std::to_string(number), columns_, split(line));
  }
  if (file.bad()) throw CsvError(path + ": cannot be read: " + std::strerror(errno));
}

}  // namespace orders
