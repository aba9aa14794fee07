#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include <string>

namespace skald::end_to_end {

/// A history without what may differ from one run of a story to the next: times, sizes, UUIDs, and from which
/// of a worker's two queues a task came.
std::string plain_text(temporal::api::history::v1::History history);

}  // namespace skald::end_to_end
