#pragma once

#include <skald/client.h>

#include <string>
#include <utility>

#include "tools/bench/in_flight.h"
#include "tools/bench/workloads.h"

namespace skald::bench {

/// Starts the workflow F and waits for its result, `width` of them at any time. The client must outlive it.
template <auto F>
InFlight closed_loop(const Client& client, int width, const std::string& prefix) {
  return InFlight(width, [&client, prefix](long number, std::function<void()> done) {
    const std::string id = prefix + std::to_string(number);
    client.start_async<F>({.id = id, .task_queue = "bench"}, sample_parcel(id))
        .on_ready([done](Async<Handle<std::string>> started) {
          started.get().result_async().on_ready([done](Async<std::string> result) {
            result.get();
            done();
          });
        });
  });
}

}  // namespace skald::bench
