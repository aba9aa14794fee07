#pragma once

#include <string_view>

#include "skald/detail/json_path.h"
#include "skald/detail/json_value.h"
#include "skald/detail/json_writer.h"
#include "skald/detail/type_name.h"

namespace skald::detail {

/// How values of type T stand in JSON. Every specialisation has
///   kName           how messages and variants name the type; empty: it has no name of its own
///   kMayBeAbsent    a struct's member of this type may be missing
///   read, write
template <class T>
struct JsonCodec;

/// The named root of a path for T.
template <class T>
JsonPath json_root() {
  return JsonPath(JsonCodec<T>::kName);
}

}  // namespace skald::detail
