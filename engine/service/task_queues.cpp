#include <temporal/api/taskqueue/v1/message.pb.h>

#include <set>
#include <utility>

#include "engine/api/time.h"
#include "engine/core/refusal.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

// What clients of today ask for, Temporal's API calls deprecated.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::service {
namespace {

namespace enums = temporal::api::enums::v1;
namespace queue = temporal::api::taskqueue::v1;
using runtime::Matching;
using runtime::QueueKey;
using runtime::TaskKind;

// What the real server counts tasks without a priority under.
constexpr std::int32_t kDefaultPriority = 3;

// What the real server says of a poller that names no limit.
constexpr double kUnlimited = 100'000;

Status check_queue(const queue::TaskQueue& asked, bool has_queue, const core::Limits& limits) {
  if (!has_queue) return core::invalid_argument("taskQueue is not set");
  if (asked.name().empty()) return core::invalid_argument("missing task queue name");
  if (asked.name().size() > limits.id_bytes) return core::invalid_argument("taskQueue length exceeds limit");
  return {};
}

TaskKind kind_of(enums::TaskQueueType type) {
  return type == enums::TASK_QUEUE_TYPE_ACTIVITY ? TaskKind::kActivity : TaskKind::kWorkflow;
}

void fill(const Matching::Backlog& backlog, queue::TaskQueueStats& stats) {
  stats.set_approximate_backlog_count(static_cast<std::int64_t>(backlog.count));
  *stats.mutable_approximate_backlog_age() = api::to_duration_message(backlog.age);
}

template <class Pollers>
void add_pollers(Matching& matching, const QueueKey& key, Pollers& pollers) {
  for (const Matching::PollerInfo& each : matching.pollers(key)) {
    queue::PollerInfo& poller = *pollers.Add();
    poller.set_identity(each.identity);
    *poller.mutable_last_access_time() = api::to_timestamp(each.last_access);
    poller.set_rate_per_second(each.tasks_per_second.value_or(kUnlimited));
    if (!each.build_id.empty() || each.uses_versioning) {
      poller.mutable_worker_version_capabilities()->set_build_id(each.build_id);
      poller.mutable_worker_version_capabilities()->set_use_versioning(each.uses_versioning);
    }
    if (!each.deployment.empty()) poller.mutable_deployment_options()->ParseFromString(each.deployment);
  }
}

// Of one type of one queue.
wire::DescribeTaskQueueResponse describe_one(Matching& matching,
                                             const wire::DescribeTaskQueueRequest& request) {
  const QueueKey key{request.namespace_(), request.task_queue().name(), kind_of(request.task_queue_type())};
  wire::DescribeTaskQueueResponse response;
  add_pollers(matching, key, *response.mutable_pollers());
  const Matching::Backlog backlog = matching.backlog_of(key);
  if (request.include_task_queue_status()) {
    response.mutable_task_queue_status()->set_backlog_count_hint(static_cast<std::int64_t>(backlog.count));
  }
  for (const queue::PollerInfo& poller : response.pollers()) {
    if (poller.rate_per_second() >= kUnlimited) continue;
    auto& limit = *response.mutable_effective_rate_limit();
    limit.set_requests_per_second(static_cast<float>(poller.rate_per_second()));
    limit.set_rate_limit_source(enums::RATE_LIMIT_SOURCE_WORKER);
  }
  // There are no deployments that tasks could be routed to.
  response.mutable_versioning_info()->set_current_version("__unversioned__");
  if (request.report_stats()) {
    fill(backlog, *response.mutable_stats());
    fill(backlog, (*response.mutable_stats_by_priority_key())[kDefaultPriority]);
  }
  return response;
}

// The deprecated mode that shows several types at once, by build: all workers count as of none.
wire::DescribeTaskQueueResponse describe_types(Matching& matching,
                                               const wire::DescribeTaskQueueRequest& request) {
  std::set<int> types(request.task_queue_types().begin(), request.task_queue_types().end());
  if (types.empty()) types = {enums::TASK_QUEUE_TYPE_WORKFLOW, enums::TASK_QUEUE_TYPE_ACTIVITY};
  wire::DescribeTaskQueueResponse response;
  auto& version = (*response.mutable_versions_info())[""];
  for (const int type : types) {
    const QueueKey key{request.namespace_(), request.task_queue().name(),
                       kind_of(static_cast<enums::TaskQueueType>(type))};
    auto& info = (*version.mutable_types_info())[type];
    if (request.report_pollers()) add_pollers(matching, key, *info.mutable_pollers());
    if (request.report_stats()) fill(matching.backlog_of(key), *info.mutable_stats());
  }
  if (request.report_task_reachability()) {
    version.set_task_reachability(enums::BUILD_ID_TASK_REACHABILITY_REACHABLE);
  }
  return response;
}

}  // namespace

void Service::describe_task_queue(const Caller&, const wire::DescribeTaskQueueRequest& request,
                                  const Reply<wire::DescribeTaskQueueResponse>& reply) {
  const auto& asked = request.task_queue();
  if (Status ok = check_namespace(engine_, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  if (Status ok = check_queue(asked, request.has_task_queue(), engine_.options().limits); !ok.ok()) {
    return reply(std::move(ok).error());
  }
  if (request.api_mode() != enums::DESCRIBE_TASK_QUEUE_MODE_ENHANCED) {
    return reply(describe_one(engine_.matching(), request));
  }
  if (asked.kind() == enums::TASK_QUEUE_KIND_STICKY) {
    return reply(core::invalid_argument(
        "Enhanced DescribeTaskQueue is not valid for a sticky queue, use api_mode=UNSPECIFIED or a normal "
        "queue."));
  }
  reply(describe_types(engine_.matching(), request));
}

void Service::list_task_queue_partitions(const Caller&, const wire::ListTaskQueuePartitionsRequest& request,
                                         const Reply<wire::ListTaskQueuePartitionsResponse>& reply) {
  if (Status ok = check_namespace(engine_, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  if (Status ok = check_queue(request.task_queue(), request.has_task_queue(), engine_.options().limits);
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  wire::ListTaskQueuePartitionsResponse response;
  response.add_activity_task_queue_partitions()->set_key(request.task_queue().name());
  response.add_workflow_task_queue_partitions()->set_key(request.task_queue().name());
  reply(std::move(response));
}

}  // namespace skald::service
