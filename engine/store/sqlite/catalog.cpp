#include "engine/store/sqlite/catalog.h"

#include "engine/store/crc32c.h"
#include "engine/store/sqlite/log_format.h"

namespace skald::store {
namespace {

std::uint32_t checksum_of(const CatalogRow& row) {
  return Checksum().add(row.key).add_rest(row.body).value();
}

}  // namespace

Result<std::vector<CatalogRow>> Catalog::read(const Connection& connection, const std::string& prefix) {
  std::vector<CatalogRow> rows;
  Query query(connection, select_);
  query.text(prefix);
  for (;;) {
    auto more = query.next();
    if (!more) return more.error();
    if (!*more) return rows;
    CatalogRow row{std::string(query.bytes_at(0)), {}};
    if (row.key.rfind(prefix, 0) != 0) return rows;
    const std::string_view stored = query.bytes_at(1);
    std::uint32_t checksum = 0;
    for (std::size_t i = kChecksumSize; i-- > 0 && stored.size() >= kChecksumSize;) {
      checksum = checksum << 8 | static_cast<unsigned char>(stored[i]);
    }
    if (stored.size() >= kChecksumSize) row.body = stored.substr(kChecksumSize);
    if (stored.size() < kChecksumSize || checksum != checksum_of(row)) {
      return Error{Code::kDataLoss,
                   "SKALD1010: " + connection.path() + ": the row of " + row.key +
                       " is damaged: restore the file from a backup",
                   {}};
    }
    rows.push_back(std::move(row));
  }
}

Status Catalog::put(const Connection& connection, const CatalogRow& row) {
  const std::uint32_t checksum = checksum_of(row);
  std::string stored;
  for (std::size_t i = 0; i < kChecksumSize; ++i) stored.push_back(static_cast<char>(checksum >> (8 * i)));
  stored += row.body;
  return Query(connection, replace_).text(row.key).blob(stored).run();
}

Status Catalog::take_out(const Connection& connection, const std::string& key) {
  return Query(connection, delete_).text(key).run();
}

}  // namespace skald::store
