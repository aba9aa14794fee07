#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace skald::runtime {

/// A workflow id in its namespace: what a shard owns.
struct WorkflowKey {
  std::string namespace_name;
  std::string workflow_id;
  bool operator==(const WorkflowKey&) const = default;
};

/// One run. An empty run id means the newest run of the workflow id.
struct RunKey {
  WorkflowKey workflow;
  std::string run_id;
  bool operator==(const RunKey&) const = default;
};

struct WorkflowKeyHash {
  std::size_t operator()(const WorkflowKey& key) const {
    const std::size_t first = std::hash<std::string_view>{}(key.namespace_name);
    return std::hash<std::string_view>{}(key.workflow_id) ^ (first * 0x9e3779b97f4a7c15ull);
  }
};

}  // namespace skald::runtime
