#pragma once

#include <memory>
#include <vector>

#include "engine/store/store.h"

namespace skald::tests {

using LogRows = std::vector<store::LogRow>;

/// A store that leaves a copy of every log row in `rows`, also of those that are folded away later. `rows` is
/// to be read when the store is gone.
std::unique_ptr<store::Store> logged_store(std::unique_ptr<store::Store> store, LogRows& rows);

/// A file as a crash has left it that let the first `count` rows become durable, and no derived row.
std::unique_ptr<store::Store> cut_store(const LogRows& rows, std::size_t count);

}  // namespace skald::tests
