#pragma once

#include <skald/engine.h>

namespace skald::bench {

/// Starts `count` workflows of class Waiting (ids "open-<first>"…), and returns when the first task of each
/// is done.
void start_waiting(Engine& engine, long first, long count);
/// Starts `count` sleepers (ids "sleeper-<n>") of that many milliseconds, and returns when their timers are
/// set.
void start_sleepers(Engine& engine, long count, int milliseconds);

}  // namespace skald::bench
