#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace skald::detail {

/// How deep lists and objects may nest, read or written: hostile input must not exhaust a fiber's stack.
inline constexpr std::size_t kJsonDepth = 100;

enum class JsonKind : std::uint8_t {
  kNull,
  kFalse,
  kTrue,
  kSigned,
  kUnsigned,
  kDouble,
  kString,
  kList,
  kObject
};

/// One value of a parsed document, which lies as a tape in memory: a list or object is followed by its
/// elements (an object's: key, value, key, value, …), and every node knows where its subtree ends.
struct JsonNode {
  JsonKind kind = JsonKind::kNull;
  std::uint32_t size = 0;  ///< elements, entries, or bytes of a string
  std::uint32_t next = 0;  ///< how many nodes the subtree has
  union {
    std::int64_t signed_number = 0;
    std::uint64_t unsigned_number;
    double floating;
    const char* text;
  };
};

/// A value inside a JsonDocument, valid as long as that is.
class JsonValue {
 public:
  explicit JsonValue(const JsonNode* node) : node_(node) {}

  JsonKind kind() const { return node_->kind; }
  bool is_null() const { return kind() == JsonKind::kNull; }
  /// Elements of a list, entries of an object.
  std::size_t size() const { return node_->size; }
  std::string_view string() const { return {node_->text, node_->size}; }
  std::int64_t signed_number() const { return node_->signed_number; }
  std::uint64_t unsigned_number() const { return node_->unsigned_number; }
  double floating() const { return node_->floating; }
  /// The first element (an object's first key). Precondition: size() > 0.
  JsonValue first() const { return JsonValue(node_ + 1); }
  /// What follows this value's subtree in its list or object. Precondition: it is not the last.
  JsonValue next() const { return JsonValue(node_ + node_->next); }

  /// For messages: `the string "two"`, `the number 3.5`, `a list of 3`, `an object`, `null`.
  std::string described() const;

 private:
  const JsonNode* node_;
};

/// A parsed text. Reuses the memory of the last document of the thread.
class JsonDocument {
 public:
  /// `text` must outlive the document. Throws PayloadError if it is not JSON, not UTF-8, or nests too deep.
  explicit JsonDocument(std::string_view text);
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  JsonValue root() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace skald::detail
