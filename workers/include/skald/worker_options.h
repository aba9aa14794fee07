#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "skald/options.h"

namespace skald {

/// How a worker works. Values outside their range are a UsageError.
struct WorkerOptions {
  /// Default: the connection's, which is "default" unless ConnectOptions say otherwise.
  std::string namespace_name = {};
  /// Who this worker is, in histories and descriptions. Default: the connection's, or "pid@host".
  std::string identity = {};

  /// Threads that run workflow code, 1…256. A run stays on one of them.
  int workflow_threads = 1;
  /// Activities that run at the same time, 1…100,000; threads are made when they are needed.
  int activity_slots = 100;

  /// Runs kept in memory between their tasks: at most so many, 1…10,000,000, …
  std::size_t cached_runs = 10'000;
  /// … and at most so many bytes of stacks and states, at least 64 KiB. A run that is not kept is replayed.
  std::size_t cached_bytes = std::size_t{512} << 20;
  /// Evicts every run after every task: each task replays its whole history. For tests.
  bool evict_every_task = false;

  /// Polls that wait for workflow tasks on each of the worker's two queues, 1…1,000.
  /// 0: 64 with an engine in the process, else 5.
  int workflow_pollers = 0;
  /// Polls that wait for activities, 1…activity_slots. 0: as many as there are free slots with an engine in
  /// the process, else at most 5.
  int activity_pollers = 0;
  /// How long a task waits for the worker that has its run cached before any worker may take it. More than 0.
  Duration sticky_timeout = std::chrono::seconds(10);

  /// How long running activities may go on after stop() before they are cancelled. 0 or more.
  Duration shutdown_grace = std::chrono::seconds(10);
  /// How long workflow code may hold its thread without waiting: then its task fails with the call stack, and
  /// another thread takes over the other runs. 0: no limit. Off while a debugger is attached.
  Duration longest_task_step = std::chrono::seconds(2);
  /// The signal that asks a thread held so for its call stack: one from SIGRTMIN to SIGRTMAX that the program
  /// does not use. It has a handler only while it is asked. 0: the failure has no stack, and the library
  /// never touches a signal. `skald worker` gives SIGRTMAX - 3.
  int stack_signal = 0;
};

}  // namespace skald
