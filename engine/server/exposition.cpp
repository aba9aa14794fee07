#include "engine/server/exposition.h"

#include <spdlog/fmt/fmt.h>

namespace skald::server {
namespace {

const char* name_of(Exposition::Kind kind) {
  switch (kind) {
    case Exposition::Kind::kCounter: return "counter";
    case Exposition::Kind::kGauge: return "gauge";
    case Exposition::Kind::kHistogram: return "histogram";
  }
  return "untyped";
}

/// Names of namespaces and queues are whatever a client sent.
std::string escaped(const std::string& value) {
  std::string result;
  for (const char character : value) {
    if (character == '\n') {
      result += "\\n";
      continue;
    }
    if (character == '\\' || character == '"') result += '\\';
    result += character;
  }
  return result;
}

std::string number(double value) { return fmt::format("{:.17g}", value); }

/// "0.005", not the nearest double.
std::string bound_text(double bound) { return fmt::format("{}", bound); }

}  // namespace

void Exposition::begin(const std::string& name, Kind kind, const std::string& help) {
  name_ = name;
  text_ += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + name_of(kind) + "\n";
}

void Exposition::line(const std::string& suffix, const Labels& labels, double value) {
  text_ += name_ + suffix;
  const char* separator = "{";
  for (const auto& [label, text] : labels) {
    text_ += separator + label + "=\"" + escaped(text) + "\"";
    separator = ",";
  }
  text_ += (labels.empty() ? " " : "} ") + number(value) + "\n";
}

void Exposition::sample(const Labels& labels, double value) { line("", labels, value); }

void Exposition::sample(const Labels& labels, const Histogram& histogram) {
  const Histogram::Reading reading = histogram.read();
  for (std::size_t i = 0; i < reading.up_to.size(); ++i) {
    Labels with_bound = labels;
    with_bound.emplace_back("le", bound_text(histogram.bounds()[i]));
    line("_bucket", with_bound, static_cast<double>(reading.up_to[i]));
  }
  Labels with_bound = labels;
  with_bound.emplace_back("le", "+Inf");
  line("_bucket", with_bound, static_cast<double>(reading.count));
  line("_sum", labels, reading.sum);
  line("_count", labels, static_cast<double>(reading.count));
}

void Exposition::counter(const std::string& name, const std::string& help, double value) {
  begin(name, Kind::kCounter, help);
  sample({}, value);
}

void Exposition::gauge(const std::string& name, const std::string& help, double value) {
  begin(name, Kind::kGauge, help);
  sample({}, value);
}

}  // namespace skald::server
