#include "engine/store/sqlite/run_row.h"

#include <string>

#include "engine/store/crc32c.h"
#include "engine/store/search_values.h"
#include "engine/store/sqlite/log_format.h"
#include "engine/store/sqlite/uuid_bytes.h"

namespace skald::store {
namespace {

/// Everything but the snapshot, which has a checksum of its own: lists do not read it.
std::uint32_t checksum_of(const DerivedRow& row) {
  const Visibility& seen = row.visibility;
  Checksum sum;
  sum.add(row.run).add(row.covered).add(row.last).add(std::uint64_t{row.is_closed});
  sum.add(seen.namespace_name).add(seen.workflow_id).add(seen.run_id).add(seen.workflow_type);
  sum.add(seen.task_queue).add(seen.first_execution_run_id).add(seen.start_request_id);
  sum.add(std::int64_t{seen.status}).add(seen.start_time).add(seen.execution_time).add(seen.close_time);
  sum.add(seen.history_length).add(seen.history_size_bytes).add(seen.state_transition_count);
  sum.add(seen.memo).add(seen.search_attributes);
  // Rows of the first format have no such columns, and their checksums stay as they were.
  if (!seen.root_workflow_id.empty()) {
    sum.add(seen.parent_workflow_id).add(seen.parent_run_id);
    sum.add(seen.root_workflow_id).add(seen.root_run_id);
  }
  return sum.value();
}

std::uint32_t snapshot_checksum(const DerivedRow& row) {
  return Checksum().add(row.run).add(row.covered).add_rest(row.snapshot).value();
}

void bind_id(Query& query, std::string_view id, const std::optional<UuidBytes>& bytes) {
  if (bytes) {
    query.blob({bytes->data(), bytes->size()});
  } else {
    query.text(id);
  }
}

std::string id_at(const Query& row, int column) {
  const std::string_view bytes = row.bytes_at(column);
  if (row.is_blob(column) && bytes.size() == sizeof(UuidBytes)) return uuid_text(bytes);
  return std::string(bytes);
}

Error damaged(RunNumber run, const char* what) {
  return {Code::kDataLoss,
          "SKALD1002: run " + std::to_string(run) + ": its " + what +
              " is damaged (wrong checksum); restore the file from a backup, or start the workflow again "
              "under another id",
          {}};
}

Status read_names(const Connection& connection, Names& names, const Query& row, Visibility& seen) {
  const struct {
    int column;
    std::string& name;
  } fields[] = {{1, seen.namespace_name}, {4, seen.workflow_type}, {5, seen.task_queue}};
  for (const auto& field : fields) {
    auto name = names.name_of(connection, row.integer_at(field.column));
    if (!name) return name.error();
    field.name = *std::move(name);
  }
  return {};
}

Status read_snapshot(const Query& row, DerivedRow& result) {
  const std::string_view stored = row.bytes_at(25);
  if (stored.size() < kChecksumSize) return damaged(result.run, "snapshot");
  std::uint32_t checksum = 0;
  for (std::size_t i = kChecksumSize; i-- > 0;)
    checksum = checksum << 8 | static_cast<unsigned char>(stored[i]);
  result.snapshot = stored.substr(kChecksumSize);
  if (checksum != snapshot_checksum(result)) return damaged(result.run, "snapshot");
  return {};
}

void encode_snapshot(const DerivedRow& row, std::string& stored) {
  stored.clear();
  const std::uint32_t checksum = snapshot_checksum(row);
  for (std::size_t i = 0; i < kChecksumSize; ++i) stored.push_back(static_cast<char>(checksum >> (8 * i)));
  stored += row.snapshot;
}

}  // namespace

Result<DerivedRow> read_run_row(const Connection& connection, Names& names, const Query& row, RunPart part) {
  DerivedRow result;
  result.run = row.number_at(0);
  result.is_closed = row.integer_at(6) == 0;
  result.covered = result.run + row.number_at(11);
  result.last = result.covered - row.number_at(12);
  Visibility& seen = result.visibility;
  if (Status named = read_names(connection, names, row, seen); !named.ok()) {
    const bool is_missing = named.error().code == Code::kDataLoss;
    return is_missing ? damaged(result.run, "derived row") : named.error();
  }
  seen.workflow_id = row.bytes_at(2);
  seen.run_id = id_at(row, 3);
  seen.status = static_cast<std::int32_t>(row.integer_at(7));
  seen.start_time = row.integer_at(8);
  seen.close_time = row.integer_at(9);
  // Unsigned: a damaged row must not overflow.
  seen.execution_time = static_cast<std::int64_t>(row.number_at(8) + row.number_at(10));
  seen.history_length = row.integer_at(13);
  seen.history_size_bytes = row.integer_at(14);
  seen.state_transition_count = row.integer_at(15);
  seen.first_execution_run_id = row.is_null(16) ? seen.run_id : id_at(row, 16);
  seen.start_request_id = id_at(row, 17);
  seen.memo = row.bytes_at(18);
  seen.search_attributes = row.bytes_at(19);
  if (!row.is_null(23)) {
    seen.parent_workflow_id = row.bytes_at(21);
    seen.parent_run_id = id_at(row, 22);
    seen.root_workflow_id = row.bytes_at(23);
    seen.root_run_id = id_at(row, 24);
  }
  if (row.integer_at(20) != std::int64_t{checksum_of(result)}) return damaged(result.run, "derived row");
  if (part == RunPart::kAll) SKALD_TRY(read_snapshot(row, result));
  return result;
}

Status RunRowWriter::write(const Connection& connection, Names& names, const DerivedRow& row) {
  const Visibility& seen = row.visibility;
  auto namespace_id = names.intern(connection, seen.namespace_name);
  if (!namespace_id) return namespace_id.error();
  auto type = names.intern(connection, seen.workflow_type);
  if (!type) return type.error();
  auto task_queue = names.intern(connection, seen.task_queue);
  if (!task_queue) return task_queue.error();

  const auto run_id = uuid_bytes(seen.run_id);
  const auto first_run_id = uuid_bytes(seen.first_execution_run_id);
  const auto request_id = uuid_bytes(seen.start_request_id);
  Query query(connection, upsert_);
  query.integer(row.run).integer(*namespace_id).text(seen.workflow_id);
  bind_id(query, seen.run_id, run_id);
  query.integer(*type).integer(*task_queue).integer(std::int64_t{row.is_closed ? 0 : 1});
  query.integer(std::int64_t{seen.status}).integer(seen.start_time).integer(seen.close_time);
  query.integer(static_cast<std::uint64_t>(seen.execution_time) -
                static_cast<std::uint64_t>(seen.start_time));
  query.integer(row.covered - row.run).integer(row.covered - row.last);
  query.integer(seen.history_length).integer(seen.history_size_bytes).integer(seen.state_transition_count);
  if (seen.first_execution_run_id == seen.run_id) {
    query.null();
  } else {
    bind_id(query, seen.first_execution_run_id, first_run_id);
  }
  bind_id(query, seen.start_request_id, request_id);
  query.blob(seen.memo).blob(seen.search_attributes).integer(std::uint64_t{checksum_of(row)});
  encode_snapshot(row, snapshot_);
  SKALD_TRY(query.blob(snapshot_).run());
  // An older row than the one that is there changed nothing.
  if (sqlite3_changes(connection.handle()) == 0) return {};
  SKALD_TRY(write_family(connection, row));
  return write_search_values(connection, names, row);
}

Status RunRowWriter::write_family(const Connection& connection, const DerivedRow& row) {
  const Visibility& seen = row.visibility;
  if (seen.root_workflow_id.empty()) return {};
  const auto parent_run_id = uuid_bytes(seen.parent_run_id);
  const auto root_run_id = uuid_bytes(seen.root_run_id);
  Query query(connection, family_);
  query.integer(row.run).text(seen.parent_workflow_id);
  bind_id(query, seen.parent_run_id, parent_run_id);
  query.text(seen.root_workflow_id);
  bind_id(query, seen.root_run_id, root_run_id);
  return query.run();
}

Status RunRowWriter::write_search_values(const Connection& connection, Names& names, const DerivedRow& row) {
  SKALD_TRY(Query(connection, forget_values_).integer(row.run).run());
  for (const SearchValue& each : search_values(row.visibility.search_attributes)) {
    auto attribute = names.intern(connection, each.attribute);
    if (!attribute) return attribute.error();
    Query query(connection, insert_value_);
    query.integer(row.run).integer(*attribute).value(each.value);
    SKALD_TRY(query.run());
  }
  return {};
}

}  // namespace skald::store
