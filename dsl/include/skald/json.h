#pragma once

#include <string>
#include <string_view>

#include "skald/detail/json_choices.h"
#include "skald/detail/json_chrono.h"
#include "skald/detail/json_described.h"
#include "skald/detail/json_form.h"
#include "skald/detail/json_lists.h"
#include "skald/detail/json_refused.h"
#include "skald/detail/json_scalars.h"

namespace skald {

/// The value as JSON text. Throws PayloadError for what JSON cannot say: NaN, text that is not UTF-8, an
/// enumerator without a name, nesting beyond 100 levels.
///
/// Structs and enums are described with BOOST_DESCRIBE_STRUCT, _CLASS or _ENUM. An optional without a value
/// is null, a variant is {"type", "value"}, bytes are base64, durations "1.5s", times RFC 3339.
template <class T>
void write_json(std::string& out, const T& value) {
  detail::JsonWriter writer(out);
  detail::JsonCodec<T>::write(writer, value);
}

template <class T>
std::string to_json(const T& value) {
  std::string text;
  write_json(text, value);
  return text;
}

/// The value that `text` stands for. Names that T does not know are ignored; a name that stands twice is
/// refused. Throws PayloadError: "Line.quantity: expected an integer, found the string "two"".
template <class T>
T from_json(std::string_view text) {
  const detail::JsonDocument document(text);
  T value{};
  detail::JsonCodec<T>::read(document.root(), detail::json_root<T>(), value);
  return value;
}

}  // namespace skald
