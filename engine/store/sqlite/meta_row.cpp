#include "engine/store/sqlite/meta_row.h"

#include "engine/store/crc32c.h"

namespace skald::store {
namespace {

std::uint32_t checksum_of(const Meta& meta) {
  return Checksum().add(meta.next_seq).add(meta.uncovered_from).add(meta.incarnation).value();
}

}  // namespace

Result<std::optional<Meta>> MetaRow::read(const Connection& connection) {
  Query row(connection, select_);
  auto found = row.next();
  if (!found) return found.error();
  if (!*found) return std::optional<Meta>();
  const Meta meta{
      .next_seq = row.number_at(0), .uncovered_from = row.number_at(1), .incarnation = row.number_at(2)};
  if (row.number_at(3) != checksum_of(meta)) {
    return Error{Code::kDataLoss,
                 "SKALD1010: " + connection.path() +
                     ": the row that says where recovery starts is damaged: restore the file "
                     "from a backup",
                 {}};
  }
  return std::optional<Meta>(meta);
}

Status MetaRow::write(const Connection& connection, const Meta& meta) {
  return Query(connection, replace_)
      .integer(meta.next_seq)
      .integer(meta.uncovered_from)
      .integer(meta.incarnation)
      .integer(std::uint64_t{checksum_of(meta)})
      .run();
}

}  // namespace skald::store
