#include "workers/identity.h"

#include <unistd.h>

#include <array>

namespace skald::workers {

std::string default_identity() {
  std::array<char, 256> host{};
  const bool known = gethostname(host.data(), host.size() - 1) == 0;
  return std::to_string(getpid()) + "@" + (known ? host.data() : "localhost");
}

}  // namespace skald::workers
