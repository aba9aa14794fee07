#include "engine/store/sqlite/closed_file_reader.h"

#include "engine/store/sqlite/open_connection.h"

namespace skald::store {

template <class Call>
auto ClosedFileReader::stable(Call call) -> decltype(call()) {
  auto result = call();
  if (!has_changed()) return result;
  SKALD_TRY(reopen());
  return call();
}

template <class Call>
Status ClosedFileReader::stable_scan(Call call) {
  Status result = call();
  if (!has_changed()) return result;
  SKALD_TRY(reopen());
  return Error{Code::kConflict, watch_.path() + " was opened by its owner during the scan: repeat it", {}};
}

Status ClosedFileReader::reopen() {
  auto connection = open_for_reading(watch_.path(), nullptr);
  if (!connection) return connection.error();
  reader_ = std::make_unique<SqliteReader>(*std::move(connection));
  is_closed_file_ = false;
  return {};
}

Result<Meta> ClosedFileReader::meta() {
  return stable([&] { return reader_->meta(); });
}

Result<std::optional<DerivedRow>> ClosedFileReader::current_run(const std::string& namespace_name,
                                                                const std::string& workflow_id) {
  return stable([&] { return reader_->current_run(namespace_name, workflow_id); });
}

Result<std::optional<DerivedRow>> ClosedFileReader::run(const std::string& namespace_name,
                                                        const std::string& workflow_id,
                                                        const std::string& run_id) {
  return stable([&] { return reader_->run(namespace_name, workflow_id, run_id); });
}

Result<std::optional<DerivedRow>> ClosedFileReader::run(RunNumber run) {
  return stable([&] { return reader_->run(run); });
}

Result<std::vector<LogRow>> ClosedFileReader::chain(RunNumber run, Seq last, Seq after) {
  return stable([&] { return reader_->chain(run, last, after); });
}

Result<std::vector<HistoryBatch>> ClosedFileReader::history(RunNumber run, Seq last,
                                                            std::int64_t from_event_id,
                                                            std::size_t max_batches) {
  return stable([&] { return reader_->history(run, last, from_event_id, max_batches); });
}

Result<std::vector<HistoryBatch>> ClosedFileReader::history_reverse(RunNumber run, Seq last,
                                                                    std::int64_t from_event_id,
                                                                    std::size_t max_batches) {
  return stable([&] { return reader_->history_reverse(run, last, from_event_id, max_batches); });
}

Result<ListPage> ClosedFileReader::list(const ListFilter& filter, std::size_t page_size,
                                        const std::string& page_token) {
  return stable([&] { return reader_->list(filter, page_size, page_token); });
}

Result<std::int64_t> ClosedFileReader::count(const ListFilter& filter) {
  return stable([&] { return reader_->count(filter); });
}

Result<std::vector<CountOf>> ClosedFileReader::count_by(const ListFilter& filter, GroupBy group) {
  return stable([&] { return reader_->count_by(filter, group); });
}

Result<std::vector<DerivedRow>> ClosedFileReader::closed_before(const std::string& namespace_name,
                                                                std::int64_t time, std::size_t limit) {
  return stable([&] { return reader_->closed_before(namespace_name, time, limit); });
}

Result<bool> ClosedFileReader::has_remains() {
  return stable([&] { return reader_->has_remains(); });
}

Result<std::vector<CatalogRow>> ClosedFileReader::catalog(const std::string& prefix) {
  return stable([&] { return reader_->catalog(prefix); });
}

Result<std::vector<WorkflowId>> ClosedFileReader::workflow_ids(const WorkflowId& after, std::size_t limit) {
  return stable([&] { return reader_->workflow_ids(after, limit); });
}

Status ClosedFileReader::scan_open(const std::function<Status(DerivedRow&&)>& row,
                                   const std::function<void(RunNumber, const Error&)>& damaged) {
  return stable_scan([&] { return reader_->scan_open(row, damaged); });
}

Status ClosedFileReader::scan_log(Seq from, const std::function<Status(LogRow&&)>& row,
                                  const std::function<void(RunNumber, const Error&)>& damaged) {
  return stable_scan([&] { return reader_->scan_log(from, row, damaged); });
}

}  // namespace skald::store
