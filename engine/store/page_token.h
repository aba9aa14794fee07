#pragma once

#include <cstdint>
#include <string>

#include "engine/store/store.h"

namespace skald::store {

/// Where a run stands in a list. Larger comes first: open runs, then by close time, start time and number,
/// all descending.
struct ListPlace {
  std::int64_t is_open = 0;
  std::int64_t close_time = 0;
  std::int64_t start_time = 0;
  std::int64_t run = 0;
  auto operator<=>(const ListPlace&) const = default;
};

ListPlace list_place(const DerivedRow& row);

/// The token of the page that follows `last`.
std::string encode_page_token(const ListPlace& last);
/// kInvalidArgument if the token was not made by encode_page_token.
Result<ListPlace> decode_page_token(const std::string& token);

}  // namespace skald::store
