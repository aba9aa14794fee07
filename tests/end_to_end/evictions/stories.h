#pragma once

#include <skald/client.h>
#include <skald/worker.h>

#include <functional>
#include <string>
#include <vector>

#include "workers/connection.h"

/// Workflows that wait in every way there is, and what the world does to them. Each has one history, however
/// fast or slow anything is: nothing happens at the same time as something else.
namespace skald::evictions {

/// What is there to drive a story with.
struct Stage {
  std::shared_ptr<workers::Connection> connection;
  Client client;
};

struct Story {
  std::string name;
  /// Starts the workflow under this id and sees it through to its end.
  std::function<void(Stage&, const std::string& id)> play;
};

/// All of them.
std::vector<Story> stories();

/// What they need on a worker.
void register_stories(Worker& worker);

inline constexpr const char* kTaskQueue = "stories";

}  // namespace skald::evictions
