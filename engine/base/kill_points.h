#pragma once

namespace skald {

/// Moments at which a test may end the process with SIGKILL, where a crash is most likely to show a defect.
/// SKALD_KILL_AT=<name>:<n> in the environment when the process starts picks the n-th time (from 1) that one
/// of them is passed, for example SKALD_KILL_AT=after-commit:12.
enum class KillPoint {
  kBeforeCommit,     ///< before-commit: a batch is written and not synced.
  kAfterCommit,      ///< after-commit: it is durable, and nobody has been told.
  kInFold,           ///< in-fold: rows have been moved, in a transaction that is still open.
  kAfterCheckpoint,  ///< after-checkpoint: the WAL stands in the file and has not begun anew.
  kInRecovery,       ///< in-recovery: some runs are back, others are not.
  kTaskTaken,        ///< task-taken: a worker has been given a workflow task and has not begun.
  kTaskDone,         ///< task-done: a worker knows what follows, and has told nobody.
  kActivityDone,     ///< activity-done: an activity has done its work, and nobody knows.
};

/// Behind pass().
extern const bool kill_point_is_armed;
void count_kill_point(KillPoint point);

/// Passes a point: nothing happens unless the environment asked for it. Any thread.
inline void pass(KillPoint point) {
  if (kill_point_is_armed) [[unlikely]]
    count_kill_point(point);
}

}  // namespace skald
