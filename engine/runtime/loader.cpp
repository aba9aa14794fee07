#include "engine/runtime/loader.h"

#include <utility>

namespace skald::runtime {

Result<std::unique_ptr<Loader>> Loader::start(store::Store& store, std::size_t threads) {
  std::unique_ptr<Loader> loader(new Loader);
  for (std::size_t i = 0; i < threads; ++i) {
    auto reader = store.reader();
    if (!reader.ok()) return std::move(reader).error();
    loader->readers_.push_back(std::move(*reader));
  }
  for (auto& reader : loader->readers_) {
    loader->threads_.emplace_back([self = loader.get(), &reader = *reader] { self->loop(reader); });
  }
  return loader;
}

Loader::~Loader() {
  inbox_.close();
  for (std::thread& thread : threads_) thread.join();
}

void Loader::loop(store::Reader& reader) {
  // One at a time: what waits behind a slow one is for the other threads.
  for (Job job; inbox_.take_one(job);) job(reader);
}

}  // namespace skald::runtime
