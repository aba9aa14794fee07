#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "engine/base/inbox.h"
#include "engine/store/store.h"

namespace skald::runtime {

/// Threads that read the file, so that no shard has to.
class Loader {
 public:
  using Job = std::function<void(store::Reader&)>;

  static Result<std::unique_ptr<Loader>> start(store::Store& store, std::size_t threads);
  ~Loader();

  /// Runs `job` on one of the threads. It hands its result over itself.
  void post(Job job) { inbox_.put(std::move(job)); }

 private:
  Loader() = default;
  void loop(store::Reader& reader);

  Inbox<Job> inbox_;
  std::vector<std::unique_ptr<store::Reader>> readers_;
  std::vector<std::thread> threads_;
};

}  // namespace skald::runtime
