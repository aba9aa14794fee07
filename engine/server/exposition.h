#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/server/histogram.h"

namespace skald::server {

/// Writes metrics as Prometheus reads them (text format 0.0.4).
class Exposition {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  enum class Kind { kCounter, kGauge, kHistogram };
  /// Begins a metric; its samples follow.
  void begin(const std::string& name, Kind kind, const std::string& help);
  /// A sample of the metric that was begun last.
  void sample(const Labels& labels, double value);
  void sample(const Labels& labels, const Histogram& histogram);

  /// A metric of one sample.
  void counter(const std::string& name, const std::string& help, double value);
  void gauge(const std::string& name, const std::string& help, double value);

  const std::string& text() const { return text_; }

 private:
  void line(const std::string& suffix, const Labels& labels, double value);

  std::string name_;
  std::string text_;
};

}  // namespace skald::server
