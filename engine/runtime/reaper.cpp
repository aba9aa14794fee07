#include "engine/runtime/reaper.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

#include "engine/api/time.h"
#include "engine/runtime/engine.h"

namespace skald::runtime {
namespace {

constexpr Duration kBetweenLooks = std::chrono::minutes(1);
constexpr std::size_t kRunsAtOnce = 64;
constexpr std::size_t kChunksAtOnce = 16;

}  // namespace

void Reaper::tick(Time now) {
  if (is_busy_ || (!is_due_ && now < next_look_)) return;
  is_busy_ = true;
  const bool is_first = is_due_.exchange(false);
  next_look_ = now + kBetweenLooks;
  bool has_deleted = false;
  bool has_retention = false;
  for (const Namespaces::Pointer& each : engine_.namespaces().all()) {
    has_deleted |= each->is_deleted();
    has_retention |= api::is_set(each->record.config().workflow_execution_retention_ttl());
  }
  if (!has_deleted && !has_retention && !is_first) return finish(false);
  auto read = [this, now] {
    engine_.lists().post([this, now](store::Reader& reader) {
      Result<Found> found = look(reader, now);
      if (found.ok()) return erase(*found);
      spdlog::warn("runs that need not be kept were not found: {}", found.error().message);
      finish(false);
    });
  };
  // What happened a moment ago stands in the file then, so that nothing of a deleted namespace is missed.
  has_deleted ? engine_.flush_visibility(read) : read();
}

void Reaper::look_soon() {
  is_due_ = true;
  engine_.wake();
}

Result<Reaper::Found> Reaper::look(store::Reader& reader, Time now) const {
  Found found;
  Result<bool> remains = reader.has_remains();
  if (!remains.ok()) return std::move(remains).error();
  found.has_remains = *remains;
  for (const Namespaces::Pointer& each : engine_.namespaces().all()) {
    const auto& retention = each->record.config().workflow_execution_retention_ttl();
    Result<std::vector<store::DerivedRow>> rows = std::vector<store::DerivedRow>();
    if (each->is_deleted()) {
      Result<store::ListPage> page =
          reader.list({.namespace_name = each->record.former_name()}, kRunsAtOnce, {});
      if (!page.ok()) return std::move(page).error();
      if (page->rows.empty()) found.empty_namespaces.push_back(each->record.info().id());
      rows = std::move(page->rows);
    } else if (api::is_set(retention)) {
      const Time before = now - api::to_duration(retention);
      rows = reader.closed_before(each->name(), before.time_since_epoch().count(), kRunsAtOnce);
    }
    if (!rows.ok()) return std::move(rows).error();
    for (const store::DerivedRow& row : *rows) {
      found.victims.push_back(
          {{{row.visibility.namespace_name, row.visibility.workflow_id}, row.visibility.run_id},
           row.run,
           row.is_closed});
    }
  }
  return found;
}

void Reaper::erase(const Found& found) {
  for (const std::string& id : found.empty_namespaces) engine_.namespaces().remove(id);
  if (found.victims.empty()) return found.has_remains ? erase_remains() : finish(false);
  struct Count {
    std::atomic<std::size_t> left;
    std::atomic<bool> has_erased{false};
  };
  auto count = std::make_shared<Count>();
  count->left = found.victims.size();
  for (const Victim& victim : found.victims) {
    engine_.shard_of(victim.key.workflow).post([this, count, victim](Shard& shard) {
      erase(shard, victim, [this, count](bool is_erased) {
        if (is_erased) count->has_erased = true;
        // Where only damaged runs are left, the next look has time.
        if (count->left.fetch_sub(1) == 1) finish(count->has_erased);
      });
    });
  }
}

// An open run must be in memory to be ended: its shard keeps its timers and tasks also while it is not.
void Reaper::erase(Shard& shard, const Victim& victim, std::function<void(bool)> done) {
  if (victim.is_closed) return shard.erase(victim.number, std::move(done));
  shard.with_run(victim.key, [victim, done = std::move(done)](Shard& self, const Result<Run*>& found) {
    if (!found.ok()) return done(false);
    self.erase(victim.number, done);
  });
}

// Histories too long to be deleted with their run.
void Reaper::erase_remains() {
  auto is_done = std::make_shared<bool>(false);
  engine_.pipeline().chore({.write =
                                [is_done](store::Writer& writer) {
                                  Result<bool> erased = writer.erase_remains(kChunksAtOnce);
                                  if (!erased.ok()) return Status(std::move(erased).error());
                                  *is_done = *erased;
                                  return Status();
                                },
                            .done =
                                [this, is_done] {
                                  if (*is_done) return finish(false);
                                  erase_remains();
                                }});
}

void Reaper::finish(bool has_more) {
  if (has_more) is_due_ = true;
  is_busy_ = false;
  if (has_more) engine_.wake();
}

}  // namespace skald::runtime
