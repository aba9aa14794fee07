#pragma once

#include <memory>
#include <string>
#include <utility>

#include "skald/detail/connection_source.h"
#include "skald/registry.h"
#include "skald/worker_options.h"

namespace skald {

/// Runs workflows and activities that wait on a task queue:
///   skald::Worker worker{engine, "orders"};
///   worker.add_workflows<orders::place_order>();
///   worker.add_activities<orders::reserve_stock, orders::charge_card>();
///   worker.start();
/// What it is made from must outlive it. Everything is added before start(), by one thread.
class Worker {
 public:
  /// Throws UsageError for an empty task queue or an option outside its range.
  Worker(detail::ConnectionSource source, std::string task_queue, WorkerOptions options = {});
  /// Stops it first.
  ~Worker();
  Worker(Worker&&) noexcept;
  Worker& operator=(Worker&&) noexcept;

  /// Workflow functions: add_workflows<orders::place_order, orders::refund>(). UsageError if a name is taken.
  template <auto... F>
  requires(sizeof...(F) > 0) void add_workflows() { registry().template add_workflows<F...>(); }
  /// Workflow classes: add_workflows<Subscription>().
  template <class... C>
  requires(sizeof...(C) > 0) void add_workflows() { registry().template add_workflows<C...>(); }
  /// Activity functions; they may run on many threads at once.
  template <auto... F>
  requires(sizeof...(F) > 0) void add_activities() { registry().template add_activities<F...>(); }
  /// Activities that are members of `object`: a reference that outlives the worker, or a shared_ptr.
  template <auto... M, class Object>
  requires(sizeof...(M) > 0) void add_activities(Object&& object) {
    registry().template add_activities<M...>(std::forward<Object>(object));
  }
  /// All that a workflow library registered.
  void add(Registry registry);

  /// Begins to work, on threads of its own. UsageError if it was started before or has nothing to run.
  void start();
  /// Ends in order, and returns when everything has ended: takes no new tasks, lets running activities go on
  /// for WorkerOptions::shutdown_grace, then cancels them and waits. The engine gives what is left to other
  /// workers. Any thread may call it, but none of the worker's own.
  void stop();
  /// Starts unless it was started, and returns after another thread has called stop().
  void run();

 private:
  Registry& registry();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace skald
