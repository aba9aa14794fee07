#include "tools/cli/open_files.h"

#include <sys/resource.h>

namespace skald::cli {

void allow_open_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace skald::cli
