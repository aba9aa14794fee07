#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {

void Service::shutdown_worker(const Caller&, const wire::ShutdownWorkerRequest& request,
                              const Reply<wire::ShutdownWorkerResponse>& reply) {
  if (Status ok = check_namespace(engine_, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  engine_.matching().shut_down_worker(request.namespace_(), request.worker_instance_key(),
                                      request.sticky_task_queue());
  reply(wire::ShutdownWorkerResponse());
}

}  // namespace skald::service
