#pragma once

namespace skald::wire_tests {

/// A port of the loopback address that nobody has now, for a server that is told where to listen.
int free_port();

}  // namespace skald::wire_tests
