#pragma once

#include <memory>
#include <string>

#include "skald/detail/client_core.h"
#include "workers/client_requests.h"
#include "workers/timers.h"

namespace skald::workers {

/// The client on a connection.
class ConnectedClient : public detail::ClientCore {
 public:
  ConnectedClient(std::shared_ptr<Connection> connection, std::shared_ptr<Timers> timers, ClientIds ids)
      : connection_(std::move(connection)), timers_(std::move(timers)), ids_(std::move(ids)) {}

  Pending start(detail::StartRequest call) override;
  Pending result(detail::RunRef run) override;
  Pending signal(detail::RunRef run, std::string name, Payloads input) override;
  Pending cancel(detail::RunRef run, std::string reason) override;
  Pending terminate(detail::RunRef run, std::string reason) override;
  Pending describe(detail::RunRef run) override;
  Pending history(detail::RunRef run) override;
  Pending list(ListOptions options) override;
  Pending count(std::string query) override;

 private:
  std::shared_ptr<ConnectedClient> self() {
    return std::static_pointer_cast<ConnectedClient>(shared_from_this());
  }
  void described(const Pending& pending, const detail::RunRef& run, WorkflowDescription description);

  const std::shared_ptr<Connection> connection_;
  const std::shared_ptr<Timers> timers_;
  const ClientIds ids_;
};

}  // namespace skald::workers
