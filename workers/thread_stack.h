#pragma once

#include <pthread.h>

#include <string>

namespace skald::workers {

/// Where another thread of this process is now, a line a frame. The thread must not end meanwhile; it is
/// interrupted by `signal`, whose handler stands only for the time of this call. Empty if it does not answer
/// within a second, or the signal is 0.
std::string stack_of(pthread_t thread, int signal);

}  // namespace skald::workers
