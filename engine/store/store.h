#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/store/condition.h"

/// The contract of durable storage: one append-only log, and rows derived from it. The store knows rows, keys
/// and bytes; what the bytes mean is core's. Two implementations: sqlite/ and memory/ (the oracle).
namespace skald::store {

/// Place of a row in the log, from 1, assigned by the engine. 0: none.
using Seq = std::uint64_t;
/// A run's number: the seq of its first row. Ascending with the start of runs, so a run's rows lie side by
/// side.
using RunNumber = std::uint64_t;

/// One transition. `events` is a serialised temporal.api.history.v1.History, `facts` the rest of the
/// serialised Transition; both may be empty.
struct LogRow {
  Seq seq = 0;
  RunNumber run = 0;
  /// The run's previous row; 0 for its first.
  Seq prev = 0;
  std::int64_t first_event_id = 0;
  std::int32_t event_count = 0;
  std::string events;
  std::string facts;
  bool operator==(const LogRow&) const = default;
};

/// What list, count and describe read without a history. Times are nanoseconds since the epoch, 0: not set.
struct Visibility {
  std::string namespace_name;
  std::string workflow_id;
  std::string run_id;
  std::string workflow_type;
  std::string task_queue;
  std::string first_execution_run_id;
  std::string start_request_id;
  std::int32_t status = 0;  ///< temporal.api.enums.v1.WorkflowExecutionStatus
  std::int64_t start_time = 0;
  std::int64_t execution_time = 0;
  std::int64_t close_time = 0;
  std::int64_t history_length = 0;
  std::int64_t history_size_bytes = 0;
  std::int64_t state_transition_count = 0;
  std::string memo;               ///< serialised temporal.api.common.v1.Memo
  std::string search_attributes;  ///< serialised temporal.api.common.v1.SearchAttributes
  // Of a run that another run started; empty of others, which are their own root.
  std::string parent_workflow_id;
  std::string parent_run_id;
  std::string root_workflow_id;
  std::string root_run_id;
  bool operator==(const Visibility&) const = default;
};

/// Rows derived from the log for one run, correct up to `covered`: its snapshot, its place in the
/// current-run index, its visibility. Writing it again with a larger `covered` replaces it.
struct DerivedRow {
  RunNumber run = 0;
  Seq covered = 0;
  /// Newest row of the run at `covered` (equal to it, unless rows of other runs came later).
  Seq last = 0;
  std::string snapshot;  ///< serialised RunState; of a closed run without what event 1 repeats
  Visibility visibility;
  bool is_closed = false;
  bool operator==(const DerivedRow&) const = default;
};

/// Moves a run's rows out of the log into its history, up to and including `through`. Facts are dropped: the
/// run must have a derived row that covers them, written before or in the same transaction.
struct Fold {
  RunNumber run = 0;
  Seq through = 0;
};

/// Something that is no run: a namespace, for instance. Keys are paths.
struct CatalogRow {
  std::string key;
  std::string body;
  bool operator==(const CatalogRow&) const = default;
};

/// A workflow id in its namespace.
struct WorkflowId {
  std::string namespace_name;
  std::string workflow_id;
  auto operator<=>(const WorkflowId&) const = default;
};

struct Options {
  std::string path;
  /// Opens although synced commits are missing from the WAL; they are lost.
  bool accept_data_loss = false;
  /// Null: SQLite's own. Tests put a recording one here.
  const char* vfs = nullptr;
  /// Files below these sizes of WAL are not checkpointed, see design 3.2.
  std::int64_t passive_checkpoint_bytes = 16ll << 20;
  std::int64_t restart_checkpoint_bytes = 64ll << 20;
};

/// Where recovery starts.
struct Meta {
  Seq next_seq = 1;
  /// Rows below need not be applied again: derived rows or folds cover them.
  Seq uncovered_from = 1;
  /// How often the file was opened by an owner, this time included.
  std::uint64_t incarnation = 0;
};

/// A page of history: consecutive batches (one per transition with events), oldest first unless reversed.
struct HistoryBatch {
  std::int64_t first_event_id = 0;
  std::int32_t event_count = 0;
  std::string events;  ///< serialised History
  bool operator==(const HistoryBatch&) const = default;
};

/// Newest first: runs that are open, then by close time descending, then start time descending, then number.
struct ListFilter {
  std::string namespace_name;
  /// What a run has to fit; an empty AND fits all.
  Condition condition = all_of({});
};
/// How many runs of a namespace there are with one value.
struct CountOf {
  api::AttributeValue value;  ///< of a missing attribute: an empty text
  std::int64_t count = 0;
  bool operator==(const CountOf&) const = default;
};
/// By what runs are counted.
enum class GroupBy { kStatus, kDivision };
struct ListPage {
  std::vector<DerivedRow> rows;  ///< snapshots left empty
  std::string next_page_token;   ///< empty: that was all
  /// Runs of this page whose row cannot be read: they are missing from `rows`, the rest of the list is not.
  std::vector<RunNumber> damaged;
};

/// Reads committed data. Not thread-safe: one reader per thread. Each call is a short read transaction of its
/// own (a slow caller never keeps the log from being checkpointed). kDataLoss names the run and row that is
/// damaged.
class Reader {
 public:
  virtual ~Reader() = default;

  virtual Result<Meta> meta() = 0;
  /// The newest run of a workflow id, as far as derived rows know.
  virtual Result<std::optional<DerivedRow>> current_run(const std::string& namespace_name,
                                                        const std::string& workflow_id) = 0;
  virtual Result<std::optional<DerivedRow>> run(const std::string& namespace_name,
                                                const std::string& workflow_id,
                                                const std::string& run_id) = 0;
  virtual Result<std::optional<DerivedRow>> run(RunNumber run) = 0;
  /// The run's rows after `after` (exclusive), oldest first, found by walking back from `last` (inclusive).
  virtual Result<std::vector<LogRow>> chain(RunNumber run, Seq last, Seq after) = 0;
  /// Batches from the one that contains `from_event_id` on, at most `max_batches`, of the run whose newest
  /// row in the log is `last` (0: look only at folded rows).
  virtual Result<std::vector<HistoryBatch>> history(RunNumber run, Seq last, std::int64_t from_event_id,
                                                    std::size_t max_batches) = 0;
  /// The same, newest first, starting with the batch that contains `from_event_id` (0: the newest).
  virtual Result<std::vector<HistoryBatch>> history_reverse(RunNumber run, Seq last,
                                                            std::int64_t from_event_id,
                                                            std::size_t max_batches) = 0;
  virtual Result<ListPage> list(const ListFilter& filter, std::size_t page_size,
                                const std::string& page_token) = 0;
  virtual Result<std::int64_t> count(const ListFilter& filter) = 0;
  /// By value, ascending; without values that no run has.
  virtual Result<std::vector<CountOf>> count_by(const ListFilter& filter, GroupBy group) = 0;
  /// At most `limit` closed runs of a namespace, oldest close time first: those that closed before `time`
  /// (nanoseconds since the epoch). Snapshots are left empty, damaged runs out.
  virtual Result<std::vector<DerivedRow>> closed_before(const std::string& namespace_name, std::int64_t time,
                                                        std::size_t limit) = 0;
  /// Whether erased runs left something for Writer::erase_remains().
  virtual Result<bool> has_remains() = 0;
  /// Rows of the catalog whose key begins with `prefix`, by key.
  virtual Result<std::vector<CatalogRow>> catalog(const std::string& prefix) = 0;

  /// The workflow ids that derived rows name, each once: at most `limit` that come after `after` (which may
  /// be empty), in an order of the store's own. Fewer: these were the last.
  virtual Result<std::vector<WorkflowId>> workflow_ids(const WorkflowId& after, std::size_t limit) = 0;

  /// Recovery: every open run's derived row, by number. A damaged row is reported to `damaged` and skipped.
  virtual Status scan_open(const std::function<Status(DerivedRow&&)>& row,
                           const std::function<void(RunNumber, const Error&)>& damaged) = 0;
  /// Recovery: log rows with seq >= from, ascending. A damaged row is reported to `damaged` and skipped.
  virtual Status scan_log(Seq from, const std::function<Status(LogRow&&)>& row,
                          const std::function<void(RunNumber, const Error&)>& damaged) = 0;
};

/// Writes. One thread. begin … commit is one transaction and one sync; after commit() returned success
/// everything in it survives a power cut.
///
/// Errors: kResourceExhausted means the disk is full: the transaction was rolled back, the same calls may be
/// repeated. kDataLoss after commit() means that a sync failed: what is on the disk is unknown, the process
/// must end.
class Writer {
 public:
  virtual ~Writer() = default;

  virtual Status begin() = 0;
  virtual Status append(const LogRow& row) = 0;
  virtual Status write(const DerivedRow& row) = 0;
  virtual Status fold(const Fold& fold) = 0;
  virtual Status write_meta(Seq next_seq, Seq uncovered_from) = 0;
  /// Deletes a closed run that derived rows cover: nobody finds it any more. What it leaves of its history
  /// goes with erase_remains(). Nothing happens if there is no such run.
  virtual Status erase(RunNumber run) = 0;
  /// Deletes at most `chunks` pieces of what erased runs left. True: nothing is left.
  virtual Result<bool> erase_remains(std::size_t chunks) = 0;
  /// Writes a row of the catalog, or replaces it.
  virtual Status put(const CatalogRow& row) = 0;
  /// Deletes a row of the catalog, if it is there.
  virtual Status take_out(const std::string& key) = 0;
  virtual Status commit() = 0;
  virtual void rollback() = 0;
  /// Between transactions: moves the WAL into the file if it has grown past the limits. True if it did.
  virtual Result<bool> checkpoint_if_needed() = 0;
};

/// An opened file. Closing it gives up the ownership. Readers must be gone before.
class Store {
 public:
  virtual ~Store() = default;
  virtual const Meta& opened() const = 0;
  virtual Writer& writer() = 0;
  /// Any thread.
  virtual Result<std::unique_ptr<Reader>> reader() = 0;
  /// Says in the lock file where this process serves the file; empty: nowhere any more. A store without a
  /// file has nobody to tell.
  virtual Status note_address(const std::string&) { return {}; }
};

/// Opens or creates the file and becomes its owner (exclusive lock on PATH.lock). Errors name the file and
/// say what to do: kFailedPrecondition (another process owns it, its pid in the message; newer format; not a
/// Skald file), kDataLoss (synced commits are missing), kInvalidArgument (path), kResourceExhausted (full
/// disk).
Result<std::unique_ptr<Store>> open_sqlite(const Options& options);

/// Opens the file to read only, beside a running owner or after a crash; writes nothing, not even the WAL
/// index if that can be avoided. kNotFound if there is no such file.
Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path);

/// Who has a file open for writing.
struct Owner {
  std::int64_t pid = 0;
  std::string address;  ///< where it serves the file over gRPC; empty: nowhere
};
/// Empty: nobody, as far as the lock file tells.
std::optional<Owner> owner_of(const std::string& path);

/// The oracle: the same contract on maps.
std::unique_ptr<Store> open_memory();

}  // namespace skald::store
