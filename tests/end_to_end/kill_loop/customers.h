#pragma once

#include <skald/client.h>

#include <atomic>
#include <string>

#include "tests/end_to_end/connection_calls.h"
#include "tests/end_to_end/kill_loop/ledger.h"

namespace skald::kill_loop {

inline constexpr const char* kTaskQueue = "stories";

/// Clients that start workflows, talk to them and wait for their ends. What they are told, and nothing
/// earlier, goes into the ledger.
class Customers {
 public:
  /// `task_timeout`: of the workflows that they start.
  Customers(std::shared_ptr<workers::Connection> connection, Ledger& ledger, Duration task_timeout = {})
      : connection_(std::move(connection)),
        client_(connection_),
        ledger_(ledger),
        task_timeout_(task_timeout) {}

  /// Starts one story after another, each when the one before has ended, until the shop is closed.
  void start_stories(unsigned seed);
  /// Ends start_stories(), on every thread, with the story that it is in.
  void close() { closed_ = true; }
  /// Takes every open run to its end. True if there was one.
  bool finish_open_runs();

 private:
  void start_one(int kind);
  void vote(const HandleOf<class Approval>& approval);
  void cancel(const WorkflowHandle& handle);
  template <class TypedHandle>
  void await(const TypedHandle& handle);
  void finish(const end_to_end::RunName& run);

  std::shared_ptr<workers::Connection> connection_;
  Client client_;
  Ledger& ledger_;
  const Duration task_timeout_;
  std::atomic<bool> closed_ = false;
};

}  // namespace skald::kill_loop
