#pragma once

namespace skald::kill_loop {

/// Registers a VFS that is SQLite's own, but kills the process before the `count`-th write to a database file
/// itself: with a WAL only checkpoints write there. Returns its name.
const char* register_checkpoint_kill(long count);

}  // namespace skald::kill_loop
