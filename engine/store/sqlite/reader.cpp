#include "engine/store/sqlite/reader.h"

#include <algorithm>

#include "engine/store/row_errors.h"
#include "engine/store/sqlite/uuid_bytes.h"

namespace skald::store {

/// Several statements see one state of the file.
template <class Call>
auto SqliteReader::in_transaction(Call call) -> decltype(call()) {
  if (Status begun = Query(connection_, begin_).run(); !begun.ok()) return std::move(begun).error();
  auto result = call();
  Status ended = Query(connection_, end_).run();
  if (!ended.ok() && result.ok()) return std::move(ended).error();
  return result;
}

Result<Meta> SqliteReader::meta() {
  return in_transaction([&]() -> Result<Meta> {
    auto meta = meta_row_.read(connection_);
    if (!meta) return meta.error();
    return meta->value_or(Meta{});
  });
}

Result<std::optional<DerivedRow>> SqliteReader::one_run(Query& query) {
  auto found = query.next();
  if (!found) return found.error();
  if (!*found) return std::optional<DerivedRow>();
  auto row = read_run_row(connection_, names_, query, RunPart::kAll);
  if (!row) return row.error();
  return std::optional<DerivedRow>(*std::move(row));
}

Result<std::optional<DerivedRow>> SqliteReader::current_run(const std::string& namespace_name,
                                                            const std::string& workflow_id) {
  return in_transaction([&]() -> Result<std::optional<DerivedRow>> {
    auto namespace_id = names_.find(connection_, namespace_name);
    if (!namespace_id) return namespace_id.error();
    Query query(connection_, current_);
    query.integer(*namespace_id).text(workflow_id);
    return one_run(query);
  });
}

Result<std::optional<DerivedRow>> SqliteReader::run(const std::string& namespace_name,
                                                    const std::string& workflow_id,
                                                    const std::string& run_id) {
  return in_transaction([&]() -> Result<std::optional<DerivedRow>> {
    auto namespace_id = names_.find(connection_, namespace_name);
    if (!namespace_id) return namespace_id.error();
    const auto bytes = uuid_bytes(run_id);
    Query query(connection_, by_run_id_);
    query.integer(*namespace_id).text(workflow_id);
    if (bytes) {
      query.blob({bytes->data(), bytes->size()});
    } else {
      query.text(run_id);
    }
    return one_run(query);
  });
}

Result<std::optional<DerivedRow>> SqliteReader::run(RunNumber run) {
  return in_transaction([&] {
    Query query(connection_, by_number_);
    query.integer(run);
    return one_run(query);
  });
}

Result<std::vector<LogRow>> SqliteReader::chain(RunNumber run, Seq last, Seq after) {
  return in_transaction([&] {
    auto rows = chain_.walk(connection_, run, last, after);
    if (rows) std::reverse(rows->begin(), rows->end());
    return rows;
  });
}

Result<std::vector<HistoryBatch>> SqliteReader::history(RunNumber run, Seq last, std::int64_t from_event_id,
                                                        std::size_t max_batches) {
  return in_transaction([&] {
    return history_pages_.forward(connection_, {run, last, from_event_id, max_batches});
  });
}

Result<std::vector<HistoryBatch>> SqliteReader::history_reverse(RunNumber run, Seq last,
                                                                std::int64_t from_event_id,
                                                                std::size_t max_batches) {
  return in_transaction([&] {
    return history_pages_.reverse(connection_, {run, last, from_event_id, max_batches});
  });
}

Result<ListPage> SqliteReader::list(const ListFilter& filter, std::size_t page_size,
                                    const std::string& page_token) {
  return in_transaction([&] { return run_list_.list(connection_, names_, filter, page_size, page_token); });
}

Result<std::int64_t> SqliteReader::count(const ListFilter& filter) {
  return in_transaction([&] { return run_list_.count(connection_, names_, filter); });
}

Result<std::vector<CountOf>> SqliteReader::count_by(const ListFilter& filter, GroupBy group) {
  return in_transaction([&] { return run_list_.count_by(connection_, names_, filter, group); });
}

Result<std::vector<DerivedRow>> SqliteReader::closed_before(const std::string& namespace_name,
                                                            std::int64_t time, std::size_t limit) {
  return in_transaction(
      [&] { return run_list_.closed_before(connection_, names_, namespace_name, time, limit); });
}

Result<bool> SqliteReader::has_remains() {
  return in_transaction([&]() -> Result<bool> {
    Query query(connection_, remains_);
    auto found = query.next();
    if (!found) return found.error();
    return query.integer_at(0) != 0;
  });
}

Result<std::vector<CatalogRow>> SqliteReader::catalog(const std::string& prefix) {
  return in_transaction([&] { return catalog_.read(connection_, prefix); });
}

Result<std::vector<WorkflowId>> SqliteReader::workflow_ids(const WorkflowId& after, std::size_t limit) {
  return in_transaction([&]() -> Result<std::vector<WorkflowId>> {
    // From the first on: an empty name may have a number, which something else than a namespace is called by.
    Result<std::int64_t> namespace_id = std::int64_t{0};
    if (!after.namespace_name.empty()) namespace_id = names_.find(connection_, after.namespace_name);
    if (!namespace_id) return namespace_id.error();
    std::vector<WorkflowId> found;
    Query query(connection_, ids_);
    query.integer(*namespace_id).text(after.workflow_id).integer(std::uint64_t{limit});
    for (;;) {
      auto more = query.next();
      if (!more) return more.error();
      if (!*more) return found;
      auto name = names_.name_of(connection_, query.integer_at(0));
      if (!name) return name.error();
      found.push_back({*std::move(name), std::string(query.bytes_at(1))});
    }
  });
}

Status SqliteReader::scan_open(const std::function<Status(DerivedRow&&)>& row,
                               const std::function<void(RunNumber, const Error&)>& damaged) {
  return in_transaction([&]() -> Status {
    Query query(connection_, open_);
    for (;;) {
      auto more = query.next();
      if (!more) return more.error();
      if (!*more) return {};
      auto read = read_run_row(connection_, names_, query, RunPart::kAll);
      if (read) {
        SKALD_TRY(row(*std::move(read)));
      } else if (read.error().code == Code::kDataLoss) {
        damaged(query.number_at(0), read.error());
      } else {
        return read.error();
      }
    }
  });
}

Status SqliteReader::scan_log(Seq from, const std::function<Status(LogRow&&)>& row,
                              const std::function<void(RunNumber, const Error&)>& damaged) {
  return in_transaction([&]() -> Status {
    Query query(connection_, rows_from_);
    query.integer(from);
    for (;;) {
      auto more = query.next();
      if (!more) return more.error();
      if (!*more) return {};
      const LogKey key{.seq = query.number_at(0), .run = query.number_at(1), .prev = query.number_at(2)};
      auto read = make_log_row(key, query.bytes_at(3));
      if (read) {
        SKALD_TRY(row(*std::move(read)));
      } else {
        const RunNumber run = run_of_damaged(key, query.bytes_at(3));
        damaged(run, damaged_row_of(run, key.seq));
      }
    }
  });
}

}  // namespace skald::store
