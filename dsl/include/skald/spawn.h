#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "skald/future.h"

namespace skald {

/// Runs `body` on a fiber of its own, after all fibers that are ready now; what it returns or throws comes
/// out of the future. Fibers of a run take turns only where they wait. What the body captures by reference
/// must live longer.
///
/// Does not suspend. Can be cancelled: with the scope that is current now. Records nothing.
template <class Body>
auto spawn(Body body, Site site = Site::current()) {
  using R = std::remove_cvref_t<std::invoke_result_t<Body&>>;
  using Value = typename Future<R>::Value;
  auto kept = std::make_shared<std::optional<Value>>();
  auto run = [kept, body = std::move(body)]() mutable {
    if constexpr (std::is_void_v<R>) {
      body();
      kept->emplace();
    } else {
      kept->emplace(body());
    }
    return Payload{};
  };
  return Future<R>(detail::spawn(std::move(run), site), std::move(kept));
}

}  // namespace skald
