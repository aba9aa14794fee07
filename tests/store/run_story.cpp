#include "tests/store/run_story.h"

#include <cstdio>

namespace skald::store {
namespace {

/// Bytes that tell where they belong, so that a mix-up is seen.
std::string sample_bytes(const std::string& what, Seq seq, std::size_t size) {
  std::string bytes = what + std::to_string(seq) + std::string(1, '\0');
  while (bytes.size() < size) bytes.push_back(static_cast<char>(seq * 31 + bytes.size() * 7));
  return bytes;
}

}  // namespace

std::string sample_uuid(std::uint64_t number) {
  char text[40];
  std::snprintf(text, sizeof text, "0192d3a4-0000-7000-8000-%012llx",
                static_cast<unsigned long long>(number));
  return text;
}

RunStory::RunStory(Seq seq, const RunLook& look, std::int32_t events) : look_(look) { then(seq, events); }

const LogRow& RunStory::then(Seq seq, std::int32_t events, std::size_t event_bytes) {
  LogRow row;
  row.seq = seq;
  row.run = rows_.empty() ? seq : number();
  row.prev = rows_.empty() ? 0 : last();
  row.event_count = events;
  row.first_event_id = events == 0 ? 0 : next_event_;
  if (events != 0) row.events = sample_bytes("events", seq, event_bytes);
  row.facts = sample_bytes("facts", seq, 10);
  next_event_ += events;
  rows_.push_back(row);
  return rows_.back();
}

void RunStory::close(std::int32_t status, std::int64_t close_time) {
  status_ = status;
  close_time_ = close_time;
}

DerivedRow RunStory::derived() const {
  DerivedRow row;
  row.run = number();
  row.covered = row.last = last();
  row.snapshot = sample_bytes("snapshot", last(), 100);
  row.is_closed = is_closed();
  Visibility& seen = row.visibility;
  seen.namespace_name = look_.namespace_name;
  seen.workflow_id = look_.workflow_id;
  seen.run_id = look_.run_id.empty() ? sample_uuid(number()) : look_.run_id;
  seen.workflow_type = look_.workflow_type;
  seen.task_queue = "orders";
  seen.first_execution_run_id = seen.run_id;
  seen.start_request_id = sample_uuid(number() + (1ull << 40));
  seen.status = status_;
  seen.start_time = look_.start_time;
  seen.execution_time = look_.start_time;
  seen.close_time = close_time_;
  seen.history_length = next_event_ - 1;
  seen.history_size_bytes = 100 * next_event_;
  seen.state_transition_count = static_cast<std::int64_t>(rows_.size());
  seen.memo = "memo of " + look_.workflow_id;
  seen.search_attributes = look_.search_attributes;
  if (!look_.parent_workflow_id.empty()) {
    seen.parent_workflow_id = look_.parent_workflow_id;
    seen.parent_run_id = sample_uuid(number() + (1ull << 41));
    seen.root_workflow_id = "root of " + look_.parent_workflow_id;
    seen.root_run_id = "root-run";
  }
  return row;
}

std::vector<HistoryBatch> RunStory::batches() const {
  std::vector<HistoryBatch> batches;
  for (const LogRow& row : rows_) {
    if (row.event_count != 0) batches.push_back({row.first_event_id, row.event_count, row.events});
  }
  return batches;
}

}  // namespace skald::store
