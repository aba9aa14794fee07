#include "engine/server/histogram.h"

#include <algorithm>
#include <utility>

namespace skald::server {

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)),
      counts_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1)) {}

void Histogram::add(double value) {
  const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  counts_[static_cast<std::size_t>(bound - bounds_.begin())].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Reading Histogram::read() const {
  Reading reading;
  for (std::size_t i = 0; i <= bounds_.size(); ++i) {
    reading.count += counts_[i].load(std::memory_order_relaxed);
    if (i < bounds_.size()) reading.up_to.push_back(reading.count);
  }
  reading.sum = sum_.load(std::memory_order_relaxed);
  return reading;
}

}  // namespace skald::server
