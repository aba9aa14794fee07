#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

namespace orders {

/// A file is not what it should be; the message begins with file and line.
class CsvError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct NumberRange {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// One line of values. What is asked of it is checked: CsvError.
class CsvLine {
 public:
  CsvLine(std::string place, const std::vector<std::string>& columns, std::vector<std::string> values);

  /// A value that is not empty.
  const std::string& text(std::size_t column) const;
  std::int64_t number(std::size_t column, NumberRange range) const;
  const std::string& one_of(std::size_t column, std::initializer_list<const char*> choices) const;
  [[noreturn]] void refuse(std::size_t column, const std::string& problem) const;

 private:
  std::string place_;
  const std::vector<std::string>& columns_;
  std::vector<std::string> values_;
};

/// A file of comma-separated values, one record a line, the first line naming the columns. Values hold no
/// commas, quotes or line breaks.
class CsvFile {
 public:
  /// Reads the whole file. CsvError: it cannot be read, has other columns, or a line has another number of
  /// values.
  CsvFile(const std::string& path, std::vector<std::string> columns);
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;

  const std::vector<CsvLine>& lines() const { return lines_; }

 private:
  std::vector<std::string> columns_;
  std::vector<CsvLine> lines_;
};

}  // namespace orders
