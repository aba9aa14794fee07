#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace skald::server {

/// Counts values by how large they are. Any thread; a reading taken meanwhile may miss the newest.
class Histogram {
 public:
  /// Upper bounds, ascending; what is larger than all of them is counted, too.
  explicit Histogram(std::vector<double> bounds);

  void add(double value);

  struct Reading {
    /// For each bound, how many values were no larger.
    std::vector<std::uint64_t> up_to;
    std::uint64_t count = 0;
    double sum = 0;
  };
  Reading read() const;
  const std::vector<double>& bounds() const { return bounds_; }

 private:
  const std::vector<double> bounds_;
  /// One for each bound, and one for what is larger.
  const std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
  std::atomic<double> sum_{0};
};

}  // namespace skald::server
