#include <utility>

#include "engine/runtime/shard.h"

/// Workflow ids that nobody has used need no look into the file. Every run that comes into memory is noted,
/// and once the ids of all runs in the file are, what was not noted is not there.
namespace skald::runtime {
namespace {

constexpr std::size_t kIdsOfPage = 2048;

}  // namespace

// Of the ids that hash to this shard: others are not asked for here.
bool Shard::is_unused(const WorkflowKey& workflow) {
  if (id_scan_ == IdScan::kNone) read_ids({});
  return id_scan_ == IdScan::kDone && !known_ids_.may_have(WorkflowKeyHash{}(workflow));
}

// Page by page: loads that wait meanwhile come between.
void Shard::read_ids(store::WorkflowId after) {
  id_scan_ = IdScan::kRuns;
  parts_.loader.post([this, after = std::move(after)](store::Reader& reader) {
    auto page = reader.workflow_ids(after, kIdsOfPage);
    inbox_.put([page = std::move(page)](Shard& shard) mutable { shard.note_ids(std::move(page)); });
  });
}

// A file that cannot be read to its end leaves the shard as it is: it goes on to look into the file for each
// id.
void Shard::note_ids(Result<std::vector<store::WorkflowId>> page) {
  if (!page.ok()) return;
  for (store::WorkflowId& id : *page) {
    const bool is_last = &id == &page->back();
    const WorkflowKey key{is_last ? id.namespace_name : std::move(id.namespace_name),
                          is_last ? id.workflow_id : std::move(id.workflow_id)};
    if (&parts_.shard_of(key) == this) known_ids_.add(WorkflowKeyHash{}(key));
  }
  if (page->size() < kIdsOfPage) {
    id_scan_ = IdScan::kDone;
  } else {
    read_ids(std::move(page->back()));
  }
}

}  // namespace skald::runtime
