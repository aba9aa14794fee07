#include "tests/store/ledger_workload.h"

#include <utility>

namespace skald::store {

LedgerWorkload::Page LedgerWorkload::next_page(const Page& page, int transaction) {
  Page after;
  after.next = page.next;
  for (const RunStory& run : page.runs) {
    RunStory longer(run);
    if (!longer.is_closed()) {
      longer.then(after.next++, 1, 1500);
      if (longer.rows().size() == 4) longer.close(2, 1000 + transaction);
    }
    after.runs.push_back(std::move(longer));
  }
  after.runs.emplace_back(after.next++, RunLook{.workflow_id = "order-" + std::to_string(transaction)});
  return after;
}

/// Appends what is new, writes derived rows of all that changed, folds what closed.
Status LedgerWorkload::transact(Writer& writer, const Page& before, const Page& after, int transaction) {
  SKALD_TRY(writer.begin());
  for (std::size_t i = 0; i < after.runs.size(); ++i) {
    const RunStory& run = after.runs[i];
    const std::size_t old_rows = i < before.runs.size() ? before.runs[i].rows().size() : 0;
    if (old_rows == run.rows().size()) continue;
    for (std::size_t row = old_rows; row < run.rows().size(); ++row)
      SKALD_TRY(writer.append(run.rows()[row]));
    if (!run.is_closed() && transaction % 2 == 0) continue;
    SKALD_TRY(writer.write(run.derived()));
    if (run.is_closed()) SKALD_TRY(writer.fold({.run = run.number(), .through = run.last()}));
  }
  SKALD_TRY(writer.write_meta(after.next, 1));
  return writer.commit();
}

Status LedgerWorkload::work(const Options& options, const std::function<void()>& on_full) {
  const auto is_full = [](const Status& status) {
    return !status.ok() && status.error().code == Code::kResourceExhausted;
  };
  auto store = open_sqlite(options);
  if (!store && store.error().code == Code::kResourceExhausted && on_full) {
    on_full();
    store = open_sqlite(options);
  }
  if (!store) return store.error();
  Writer& writer = (*store)->writer();
  for (int transaction = 1; transaction <= kTransactions; ++transaction) {
    attempted_ = next_page(acknowledged_, transaction);
    Status done = transact(writer, acknowledged_, attempted_, transaction);
    if (is_full(done) && on_full) {
      on_full();
      done = transact(writer, acknowledged_, attempted_, transaction);
    }
    SKALD_TRY(std::move(done));
    acknowledged_ = std::move(attempted_);
    attempted_ = {};
    auto moved = writer.checkpoint_if_needed();
    if (!moved && moved.error().code == Code::kResourceExhausted && on_full) {
      on_full();
      moved = writer.checkpoint_if_needed();
    }
    if (!moved) return moved.error();
    checkpoints_ += *moved ? 1 : 0;
  }
  is_finished_ = true;
  return {};
}

void LedgerWorkload::run(Options options) { run_and_repeat(std::move(options), nullptr); }

void LedgerWorkload::run_and_repeat(Options options, const std::function<void()>& on_full) {
  // Small, so that the workload sees both kinds of checkpoint and a WAL that begins anew.
  options.passive_checkpoint_bytes = 40 << 10;
  options.restart_checkpoint_bytes = 120 << 10;
  const Status done = work(options, on_full);
  if (!done.ok()) error_ = done.error();
}

std::string LedgerWorkload::compare(Reader& reader, const Page& page) {
  for (const RunStory& run : page.runs) {
    auto history = reader.history(run.number(), run.last(), 0, 1000);
    if (!history) return history.error().message;
    if (*history != run.batches()) return "run " + std::to_string(run.number()) + " has another history";
    if (!run.is_closed()) continue;
    auto derived = reader.run(run.number());
    if (!derived) return derived.error().message;
    if (*derived != run.derived()) return "run " + std::to_string(run.number()) + " has another derived row";
  }
  Seq newest = page.next - 1;
  const Status scanned = reader.scan_log(
      page.next, [&](LogRow&& row) { return newest = row.seq, Status(); }, [](RunNumber, const Error&) {});
  if (!scanned.ok()) return scanned.error().message;
  return newest == page.next - 1 ? ""
                                 : "row " + std::to_string(newest) + " is of a transaction that is not there";
}

std::string LedgerWorkload::check(const std::string& path) const {
  Options options;
  options.path = path;
  auto store = open_sqlite(options);
  if (!store) return store.error().message;
  auto reader = (*store)->reader();
  if (!reader) return reader.error().message;
  // The one that was going on may have reached the disk without being acknowledged.
  const bool has_attempted = attempted_.next > 1 && (*store)->opened().next_seq == attempted_.next;
  return compare(**reader, has_attempted ? attempted_ : acknowledged_);
}

}  // namespace skald::store
