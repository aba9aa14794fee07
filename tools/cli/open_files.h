#pragma once

namespace skald::cli {

/// Lets this process open as many files as it may without asking anybody: each connection is one, and the
/// usual 1,024 are few for a server.
void allow_open_files();

}  // namespace skald::cli
