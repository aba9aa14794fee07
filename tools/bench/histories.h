#pragma once

#include <string>

#include "workers/connection.h"

namespace skald::bench {

/// The whole history of a workflow's newest run, serialised.
std::string history_bytes(workers::Connection& connection, const std::string& workflow_id);

/// Reads one page; empty token: the first. Returns the next token.
std::string read_page(workers::Connection& connection, const std::string& workflow_id,
                      const std::string& token, temporal::api::history::v1::History* events);

}  // namespace skald::bench
