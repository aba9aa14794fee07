#pragma once

#include <string>

namespace skald::kill_loop {

/// What SQLite says of a database file that nobody has open: "ok", or what is wrong with it.
std::string integrity_of(const std::string& path);

}  // namespace skald::kill_loop
