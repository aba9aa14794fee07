#include "skald/log.h"

#include <atomic>

namespace skald::detail {
namespace {

std::atomic<LogSink> current_sink{nullptr};

}  // namespace

void set_log_sink(LogSink sink) { current_sink.store(sink); }

LogSink log_sink() { return current_sink.load(); }

}  // namespace skald::detail
