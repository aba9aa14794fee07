#include "engine/runtime/recovery.h"

#include <spdlog/spdlog.h>

#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/kill_points.h"
#include "engine/core/apply.h"
#include "engine/core/snapshot.h"
#include "engine/runtime/log_codec.h"

namespace skald::runtime {
namespace {

using store::RunNumber;

class Recovery {
 public:
  Recovery(store::Reader& reader, Metrics& metrics, const std::function<void(std::unique_ptr<Run>)>& take)
      : reader_(reader), metrics_(metrics), take_(take) {}

  Status run(store::Seq from) {
    const auto damaged = [this](RunNumber number, const Error& error) { note_damage(number, error); };
    SKALD_TRY(reader_.scan_log(
        from,
        [this](store::LogRow&& row) {
          tails_[row.run].push_back(std::move(row));
          return Status();
        },
        damaged));
    SKALD_TRY(
        reader_.scan_open([this](store::DerivedRow&& row) { return take_open(std::move(row)); }, damaged));
    // What is left has no derived row: runs that began inside the tail, and closed ones that are covered
    // already.
    while (!tails_.empty()) SKALD_TRY(take_new(tails_.begin()->first));
    metrics_.quarantined_runs.fetch_add(damaged_.size());
    return {};
  }

 private:
  void note_damage(RunNumber number, const Error& error) {
    spdlog::error("{}", error.message);
    damaged_.emplace(number, error);
  }

  Status take_open(store::DerivedRow&& row) {
    auto run = std::make_unique<Run>();
    run->number = row.run;
    run->covered = row.covered;
    run->last = row.last;
    Result<core::RunState> state = core::from_snapshot(row.snapshot);
    if (state.ok()) {
      run->state = std::move(*state);
    } else {
      note_damage(row.run, state.error());
      run->state.mutable_identity()->set_namespace_name(row.visibility.namespace_name);
      run->state.mutable_identity()->set_workflow_id(row.visibility.workflow_id);
      run->state.mutable_identity()->set_run_id(row.visibility.run_id);
    }
    std::vector<store::LogRow> tail;
    if (const auto found = tails_.find(row.run); found != tails_.end()) {
      tail = std::move(found->second);
      tails_.erase(found);
    }
    finish(std::move(run), tail);
    return {};
  }

  // Covered, and yet not done with: it has still to tell others of its end.
  Status take_closed(const store::DerivedRow& row, const std::vector<store::LogRow>& tail) {
    Result<core::RunState> state = core::from_snapshot(row.snapshot);
    if (!state.ok()) {
      note_damage(row.run, state.error());
      return {};
    }
    if (core::due(*state).messages.empty() || !state->damage().empty()) return {};
    auto run = std::make_unique<Run>();
    run->number = row.run;
    run->covered = row.covered;
    run->last = row.last;
    run->state = std::move(*state);
    finish(std::move(run), tail);
    return {};
  }

  Status take_new(RunNumber number) {
    std::vector<store::LogRow> tail = std::move(tails_.at(number));
    tails_.erase(number);
    if (tail.front().seq == number) {
      auto run = std::make_unique<Run>();
      run->number = number;
      finish(std::move(run), tail);
      return {};
    }
    Result<std::optional<store::DerivedRow>> row = reader_.run(number);
    if (!row.ok()) {
      if (row.error().code != Code::kDataLoss) return std::move(row).error();
      // Who asks for the run reads the same row and hears the same.
      note_damage(number, row.error());
    } else if (!row->has_value()) {
      note_damage(number, Error{Code::kDataLoss,
                                "SKALD1002: run number " + std::to_string(number) + " has no first row",
                                {}});
    } else {
      return take_closed(**row, tail);
    }
    return {};
  }

  void finish(std::unique_ptr<Run> run, const std::vector<store::LogRow>& tail) {
    if (!run->state.damage().empty()) {
      note_damage(run->number, Error{Code::kDataLoss, run->state.damage(), {}});
    }
    for (const store::LogRow& row : tail) {
      if (row.seq <= run->covered) continue;
      // What follows a damaged row cannot be applied. A termination of the damaged run can: it was decided on
      // the state before the damage, and its row follows the last whole one.
      if (damaged_.count(run->number) != 0 && row.prev != run->last) continue;
      if (const Status applied = apply(*run, row); !applied.ok()) note_damage(run->number, applied.error());
    }
    const internal::v1::RunIdentity& identity = run->state.identity();
    if (identity.run_id().empty()) return;  // nobody could ask for it; its damage is in the log
    run->key = {{identity.namespace_name(), identity.workflow_id()}, identity.run_id()};
    const auto damage = damaged_.find(run->number);
    if (damage != damaged_.end() && run->state.has_started() && !run->is_open()) {
      damaged_.erase(damage);
    } else if (damage != damaged_.end()) {
      run->quarantine = set_aside_error(*run, damage->second);
    }
    take_(std::move(run));
    pass(KillPoint::kInRecovery);
  }

  static Status apply(Run& run, const store::LogRow& row) {
    if (row.prev != run.last) {
      return Error{Code::kDataLoss,
                   "SKALD1002: row " + std::to_string(row.seq) + " of run " + run.state.identity().run_id() +
                       " does not follow row " + std::to_string(run.last) + " but row " +
                       std::to_string(row.prev),
                   {}};
    }
    Result<core::Transition> transition = decode(row);
    if (!transition.ok()) return std::move(transition).error();
    SKALD_TRY(core::apply(*transition, run.state));
    const store::Seq prev = std::exchange(run.last, row.seq);
    if (run.first_uncovered == 0) run.first_uncovered = row.seq;
    ++run.rows_in_log;
    run.add_to_tail(row.seq, prev, std::make_shared<core::Transition>(std::move(*transition)),
                    row.events.size());
    return {};
  }

  store::Reader& reader_;
  Metrics& metrics_;
  const std::function<void(std::unique_ptr<Run>)>& take_;
  std::map<RunNumber, std::vector<store::LogRow>> tails_;
  std::unordered_map<RunNumber, Error> damaged_;
};

}  // namespace

Status recover(store::Reader& reader, const store::Meta& meta, Metrics& metrics,
               const std::function<void(std::unique_ptr<Run>)>& take) {
  return Recovery(reader, metrics, take).run(meta.uncovered_from);
}

}  // namespace skald::runtime
