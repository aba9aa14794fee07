#include "engine/store/page_token.h"

#include <array>
#include <string_view>

#include "engine/store/crc32c.h"

namespace skald::store {
namespace {

constexpr std::size_t kFields = 4;
constexpr std::size_t kSize = kFields * 8 + 4;

void put(std::string& bytes, std::uint64_t number, int size) {
  for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(number >> (8 * i)));
}

std::uint64_t get(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

ListPlace list_place(const DerivedRow& row) {
  return {.is_open = row.is_closed ? 0 : 1,
          .close_time = row.visibility.close_time,
          .start_time = row.visibility.start_time,
          .run = static_cast<std::int64_t>(row.run)};
}

std::string encode_page_token(const ListPlace& last) {
  std::string token;
  for (std::int64_t field : {last.is_open, last.close_time, last.start_time, last.run}) {
    put(token, static_cast<std::uint64_t>(field), 8);
  }
  put(token, crc32c(0, token), 4);
  return token;
}

Result<ListPlace> decode_page_token(const std::string& token) {
  const std::string_view view = token;
  if (view.size() != kSize || get(view.substr(kSize - 4)) != crc32c(0, view.substr(0, kSize - 4))) {
    return Error{Code::kInvalidArgument, "the page token is not one that a list returned", {}};
  }
  std::array<std::int64_t, kFields> fields{};
  for (std::size_t i = 0; i < kFields; ++i) fields[i] = static_cast<std::int64_t>(get(view.substr(i * 8, 8)));
  return ListPlace{fields[0], fields[1], fields[2], fields[3]};
}

}  // namespace skald::store
