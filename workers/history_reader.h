#pragma once

#include <functional>
#include <memory>
#include <string>

#include "skald/detail/pending_answer.h"
#include "workers/connection.h"
#include "workers/timers.h"

namespace skald::workers {

/// Reads a whole history, page by page, and calls `done` once.
void read_history(const std::shared_ptr<Connection>& connection, const std::shared_ptr<Timers>& timers,
                  const std::string& namespace_name, const detail::RunRef& run,
                  Reply<temporal::api::history::v1::History> done);

/// Temporal's JSON form, as its own tools write it.
Result<std::string> to_json(const temporal::api::history::v1::History& history);

}  // namespace skald::workers
