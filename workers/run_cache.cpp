#include "workers/run_cache.h"

#include "engine/base/assert.h"

namespace skald::workers {

CachedRun* RunCache::find(const std::string& run_id) {
  const auto found = places_.find(run_id);
  return found == places_.end() ? nullptr : &*found->second;
}

CachedRun& RunCache::put(std::string run_id, std::unique_ptr<replay::WorkflowRun> run) {
  evict(run_id);
  const auto place = runs_.insert(runs_.end(), CachedRun{run_id, std::move(run), 0, {}});
  if (first_unparked_ == runs_.end()) first_unparked_ = place;
  places_.emplace(std::move(run_id), place);
  return *place;
}

void RunCache::keep(CachedRun& run, Timers::TimePoint now) {
  const auto found = places_.find(run.run_id);
  SKALD_ASSERT(found != places_.end());
  const auto place = found->second;
  if (place == first_unparked_) ++first_unparked_;
  runs_.splice(runs_.end(), runs_, place);
  if (first_unparked_ == runs_.end()) first_unparked_ = place;
  place->last_used = now;
  measure(*place);
  while (places_.size() > 1 && (places_.size() > limits_.runs || bytes_ > limits_.bytes)) {
    erase(runs_.begin());
  }
}

void RunCache::evict(const std::string& run_id) {
  if (const auto found = places_.find(run_id); found != places_.end()) erase(found->second);
}

void RunCache::park_idle(Timers::TimePoint since, std::size_t most) {
  for (; most > 0 && first_unparked_ != runs_.end(); --most, ++first_unparked_) {
    if (first_unparked_->last_used > since) return;
    first_unparked_->run->park();
    measure(*first_unparked_);
  }
}

const CachedRun* RunCache::oldest_unparked() const {
  return first_unparked_ == runs_.end() ? nullptr : &*first_unparked_;
}

void RunCache::erase(Runs::iterator place) {
  if (place == first_unparked_) ++first_unparked_;
  bytes_ -= place->bytes;
  places_.erase(place->run_id);
  runs_.erase(place);
}

void RunCache::measure(CachedRun& run) {
  bytes_ -= run.bytes;
  run.bytes = run.run->bytes();
  bytes_ += run.bytes;
}

}  // namespace skald::workers
