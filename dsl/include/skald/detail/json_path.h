#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skald::detail {

/// Where inside a value the reader is: a linked list on the stack, made into text only when something is
/// wrong.
class JsonPath {
 public:
  /// The value itself; `type` is its C++ name, or empty where a type has no name of its own.
  explicit JsonPath(std::string_view type) : name_(type) {}

  /// The struct member `name` below `parent`.
  static JsonPath member(const JsonPath& parent, std::string_view name) {
    return JsonPath(parent, Step::kMember, name, 0);
  }
  /// Element `index` of the list at `parent`.
  static JsonPath element(const JsonPath& parent, std::size_t index) {
    return JsonPath(parent, Step::kElement, {}, index);
  }
  /// The entry `key` of the map at `parent`.
  static JsonPath entry(const JsonPath& parent, std::string_view key) {
    return JsonPath(parent, Step::kEntry, key, 0);
  }

  /// "Line.quantity", "Node.kids[1].v", "Stock.by_sku["a-1"]"; empty for a value without a name.
  std::string text() const;

  /// Throws PayloadError with "<path>: <message>".
  [[noreturn]] void refuse(const std::string& message) const;

 private:
  enum class Step { kRoot, kMember, kElement, kEntry };
  JsonPath(const JsonPath& parent, Step step, std::string_view name, std::size_t index)
      : parent_(&parent), step_(step), name_(name), index_(index) {}

  const JsonPath* parent_ = nullptr;
  Step step_ = Step::kRoot;
  std::string_view name_;
  std::size_t index_ = 0;
};

}  // namespace skald::detail
