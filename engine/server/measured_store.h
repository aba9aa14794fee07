#pragma once

#include <memory>

#include "engine/server/exposition.h"
#include "engine/server/histogram.h"
#include "engine/store/store.h"

namespace skald::server {

/// How a store's batches went. Any thread.
class StoreFigures {
 public:
  StoreFigures();

  void note_batch(std::size_t rows, double commit_seconds);
  void write(Exposition& out) const;

 private:
  Histogram batch_rows_;
  Histogram commit_seconds_;
};

/// The same store; what it commits is measured.
std::unique_ptr<store::Store> measured_store(std::unique_ptr<store::Store> store,
                                             std::shared_ptr<StoreFigures> figures);

}  // namespace skald::server
