#include "engine/server/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace skald::server {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code failed;
  const std::filesystem::directory_iterator begin("/proc/self/fd", failed);
  if (failed) return 0;
  // One of them is the look itself.
  return static_cast<double>(std::distance(begin, std::filesystem::directory_iterator()) - 1);
}

}  // namespace

void write_process_figures(Exposition& out) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  out.counter("process_cpu_seconds_total", "Processor time of the process.",
              seconds(usage.ru_utime) + seconds(usage.ru_stime));
  out.gauge("process_resident_memory_bytes", "Memory of the process.", resident_bytes());
  out.gauge("process_open_fds", "Open file descriptors.", open_descriptors());
}

}  // namespace skald::server
