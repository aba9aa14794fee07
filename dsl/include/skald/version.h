#pragma once

/// The version of the library, and the number that changes whenever code compiled against the one cannot run
/// with the other. Together they are the stamp of a workflow library.
#define SKALD_VERSION "0.1.0"
#define SKALD_ABI "1"
