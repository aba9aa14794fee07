#pragma once

#include "engine/server/exposition.h"

namespace skald::server {

/// What Prometheus' own libraries say of a process: CPU, memory, descriptors, when it began.
void write_process_figures(Exposition& out);

}  // namespace skald::server
