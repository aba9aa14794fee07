#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <limits>
#include <utility>
#include <vector>

#include "engine/base/assert.h"
#include "skald/detail/json_value.h"
#include "skald/errors.h"

namespace skald::detail {
namespace {

namespace json = boost::json;

/// Takes the parser's events and lays the tape. Strings without escapes stay where they are, in the parsed
/// text.
class TapeHandler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;
  using Code = json::error_code;
  using Text = json::string_view;

  const JsonNode* root() const { return tape_.data(); }

  void begin(std::string_view text) {
    text_ = text;
    tape_.clear();
    open_.clear();
    unescaped_.clear();
    // Escapes only ever shrink, so that the buffer never moves under the pointers into it.
    unescaped_.reserve(text.size());
    part_ = 0;
  }
  /// Memory worth keeping for the next document.
  bool is_small() const { return tape_.capacity() < 65'536 && unescaped_.capacity() < 1'048'576; }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { return open(JsonKind::kList); }
  bool on_array_end(std::size_t size, Code&) { return close(size); }
  bool on_object_begin(Code&) { return open(JsonKind::kObject); }
  bool on_object_end(std::size_t size, Code&) { return close(size); }
  bool on_string_part(Text text, std::size_t, Code&) { return more(text); }
  bool on_string(Text text, std::size_t, Code&) { return end_string(text); }
  bool on_key_part(Text text, std::size_t, Code&) { return more(text); }
  bool on_key(Text text, std::size_t, Code&) { return end_string(text); }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(std::int64_t number, Text, Code&) {
    add(JsonKind::kSigned).signed_number = number;
    return true;
  }
  bool on_uint64(std::uint64_t number, Text, Code&) {
    add(JsonKind::kUnsigned).unsigned_number = number;
    return true;
  }
  bool on_double(double rough, Text text, Code&) {
    // The parser's own conversion may be off by the last bit; a value must come back as it was written.
    double exact = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), exact);
    add(JsonKind::kDouble).floating = problem == std::errc() ? exact : rough;
    return true;
  }
  bool on_bool(bool value, Code&) {
    add(value ? JsonKind::kTrue : JsonKind::kFalse);
    return true;
  }
  bool on_null(Code&) {
    add(JsonKind::kNull);
    return true;
  }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

 private:
  JsonNode& add(JsonKind kind) {
    auto& node = tape_.emplace_back();
    node.kind = kind;
    node.next = 1;
    return node;
  }
  bool open(JsonKind kind) {
    open_.push_back(tape_.size());
    add(kind);
    return true;
  }
  bool close(std::size_t size) {
    auto& node = tape_[open_.back()];
    node.size = static_cast<std::uint32_t>(size);
    node.next = static_cast<std::uint32_t>(tape_.size() - open_.back());
    open_.pop_back();
    return true;
  }
  bool more(Text text) {
    unescaped_.append(text.data(), text.size());
    part_ += text.size();
    return true;
  }
  bool end_string(Text text) {
    const bool in_place =
        part_ == 0 && text.data() >= text_.data() && text.data() < text_.data() + text_.size();
    if (!in_place) more(text);
    auto& node = add(JsonKind::kString);
    node.text = in_place ? text.data() : unescaped_.data() + unescaped_.size() - part_;
    node.size = static_cast<std::uint32_t>(in_place ? text.size() : part_);
    part_ = 0;
    return true;
  }

  std::string_view text_;
  std::vector<JsonNode> tape_;
  std::vector<std::size_t> open_;  ///< lists and objects that have not ended
  std::string unescaped_;
  std::size_t part_ = 0;  ///< bytes of the current string that are in unescaped_ already
};

json::parse_options options() {
  json::parse_options options;
  options.max_depth = kJsonDepth;
  return options;
}

std::string reason(const json::error_code& problem) {
  if (problem == json::error::too_deep) return "nested deeper than " + std::to_string(kJsonDepth) + " levels";
  if (problem == json::error::incomplete) return "it ends in the middle";
  if (problem == json::error::extra_data) return "something follows the value";
  return problem.message();
}

}  // namespace

struct JsonDocument::State {
  json::basic_parser<TapeHandler> parser{options()};

  void parse(std::string_view text) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw PayloadError("not JSON: longer than 4 GiB");
    }
    parser.reset();
    parser.handler().begin(text);
    json::error_code problem;
    const auto used = parser.write_some(false, text.data(), text.size(), problem);
    if (!problem && used < text.size()) problem = json::error::extra_data;
    if (problem) {
      throw PayloadError("not JSON: " + reason(problem) + ", at byte " + std::to_string(used) + " of " +
                         std::to_string(text.size()));
    }
  }
};

namespace {

/// The memory of the thread's last document. A document that is made while another one is in use makes its
/// own.
template <class State>
std::unique_ptr<State>& spare() {
  thread_local std::unique_ptr<State> state;
  return state;
}

}  // namespace

JsonDocument::JsonDocument(std::string_view text) : state_(std::move(spare<State>())) {
  if (!state_) state_ = std::make_unique<State>();
  state_->parse(text);
}

JsonDocument::~JsonDocument() {
  if (state_->parser.handler().is_small()) spare<State>() = std::move(state_);
}

JsonValue JsonDocument::root() const { return JsonValue(state_->parser.handler().root()); }

}  // namespace skald::detail
