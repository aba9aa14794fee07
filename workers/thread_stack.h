#pragma once

#include <pthread.h>

#include <string>

namespace skald::workers {

/// Where another thread of this process is now, a line a frame. The thread must not end meanwhile; it is
/// interrupted by a real-time signal whose handler stands only for the time of this call. Empty if it does
/// not answer within a second.
std::string stack_of(pthread_t thread);

}  // namespace skald::workers
