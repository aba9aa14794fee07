#pragma once

#include <concepts>
#include <memory>
#include <utility>

namespace skald::workers {
class Connection;
}

namespace skald::detail {

/// What a Worker or Client is made from: anything that has a connection, such as skald::Engine.
class ConnectionSource {
 public:
  ConnectionSource(std::shared_ptr<workers::Connection> connection)  // NOLINT(google-explicit-constructor)
      : connection_(std::move(connection)) {}

  template <class Holder>
  requires requires(Holder& holder) {
    { holder.connection() } -> std::convertible_to<std::shared_ptr<workers::Connection>>;
  }
  ConnectionSource(Holder& holder)  // NOLINT(google-explicit-constructor)
      : connection_(holder.connection()) {}

  const std::shared_ptr<workers::Connection>& connection() const { return connection_; }

 private:
  std::shared_ptr<workers::Connection> connection_;
};

}  // namespace skald::detail
