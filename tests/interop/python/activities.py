"""Activities: results, retries, time-outs, heartbeats, cancellation, completion from outside."""

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any, Optional

from temporalio import activity, workflow
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import AsyncActivityCancelledError, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.exceptions import (ActivityError, ApplicationError, CancelledError, RetryState, TimeoutError,
                                   TimeoutType)
from temporalio.service import RPCError, RPCStatusCode

from cases import cached_case, case, eventually, raises, same
from world import event_names, events_of, known_activity, known_workflow


@dataclasses.dataclass
class Parcel:
    name: str
    grams: int = 0
    tags: Optional[list[str]] = None


@known_activity
@activity.defn
async def weigh(parcel: Parcel, more: int) -> Parcel:
    return Parcel(parcel.name, parcel.grams + more, ["weighed"])


@known_activity
@activity.defn
async def nothing() -> None:
    pass


@known_activity
@activity.defn
async def about_me() -> dict[str, Any]:
    info = activity.info()
    return {"workflow": info.workflow_id, "run": info.workflow_run_id, "type": info.activity_type,
            "queue": info.task_queue, "namespace": info.workflow_namespace, "attempt": info.attempt,
            "workflow_type": info.workflow_type, "local": info.is_local,
            "start_to_close": info.start_to_close_timeout.total_seconds(),
            "scheduled": info.scheduled_time.timestamp(), "started": info.started_time.timestamp(),
            "priority": info.priority.priority_key}


@known_activity
@activity.defn
async def fails_until(attempt: int) -> int:
    if activity.info().attempt < attempt:
        raise ApplicationError(f"attempt {activity.info().attempt}", {"detail": 1}, type="TooSoon")
    return activity.info().attempt


@known_activity
@activity.defn
async def fails_for_good(how: str) -> None:
    raise ApplicationError("never", 1, "two", type="Final", non_retryable=how == "non-retryable")


@known_activity
@activity.defn
async def fails_with_delay() -> int:
    if activity.info().attempt == 1:
        raise ApplicationError("later", next_retry_delay=timedelta(milliseconds=1100))
    return activity.info().attempt


@known_activity
@activity.defn
async def sleeps(seconds: float) -> None:
    await asyncio.sleep(seconds)


@known_activity
@activity.defn
async def counts_by_heartbeat() -> list[Any]:
    seen = list(activity.info().heartbeat_details)
    if len(seen) < 3:
        activity.heartbeat(*seen, len(seen))
        raise ApplicationError("once more")
    return seen


@known_activity
@activity.defn
async def falls_silent() -> list[Any]:
    if activity.info().attempt > 1:
        return list(activity.info().heartbeat_details)
    activity.heartbeat("alive", 7)
    await asyncio.sleep(30)
    return []


@known_activity
@activity.defn
async def waits_for_cancellation(then: str) -> str:
    try:
        while True:
            activity.heartbeat("here")
            await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        if then == "complete":
            return "completed although cancelled"
        if then == "fail":
            raise ApplicationError("failed although cancelled", non_retryable=True)
        raise


@known_activity
@activity.defn
async def left_to_others(key: str) -> str:
    WAITING[key].set_result(activity.info().task_token)
    activity.raise_complete_async()


WAITING: dict[str, asyncio.Future] = {}


@known_workflow
@workflow.defn
class CallActivity:
    """Calls one activity by name and gives back its result."""

    @workflow.run
    async def run(self, name: str, arguments: list[Any], options: dict[str, Any]) -> Any:
        return await workflow.execute_activity(name, args=arguments, **self.spelled_out(options))

    def spelled_out(self, options):
        result: dict[str, Any] = {"start_to_close_timeout": timedelta(seconds=20)}
        for key, value in options.items():
            if key.endswith("_timeout"):
                result[key] = timedelta(seconds=value)
            elif key == "attempts":
                result["retry_policy"] = quick_retry(maximum_attempts=value)
            elif key == "non_retryable":
                result["retry_policy"] = quick_retry(non_retryable_error_types=value)
            else:
                result[key] = value
        return result


def quick_retry(**rest):
    return RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1, **rest)


async def call(world, name, *arguments, **options):
    return await world.execute(CallActivity.run, name, list(arguments), options)


async def failure_of(world, name, *arguments, **options):
    """The ActivityError with which the workflow failed."""
    error = (await raises(WorkflowFailureError, call(world, name, *arguments, **options))).cause
    assert isinstance(error, ActivityError), repr(error)
    return error


@case
async def activity_returns_what_it_was_made_of(world):
    same(await call(world, "weigh", Parcel("a", 5), 3), {"name": "a", "grams": 8, "tags": ["weighed"]})
    same(await call(world, "nothing"), None)


@case
async def activity_knows_what_it_belongs_to(world):
    handle = await world.start(CallActivity.run, "about_me", [], {})
    info = await handle.result()
    same(info["workflow"], handle.id)
    same(info["run"], handle.first_execution_run_id)
    same((info["type"], info["workflow_type"]), ("about_me", "CallActivity"))
    same((info["queue"], info["namespace"]), (world.queue, "default"))
    same((info["attempt"], info["local"], info["start_to_close"]), (1, False, 20))
    assert info["scheduled"] <= info["started"] < info["scheduled"] + 20


@case
async def activity_is_retried_until_it_succeeds(world):
    handle = await world.start(CallActivity.run, "fails_until", [4], {"attempts": 0})
    same(await handle.result(), 4)
    started = (await events_of(handle, "ACTIVITY_TASK_STARTED"))
    same([each.attempt for each in started], [4])
    same(started[0].last_failure.message, "attempt 3")


@case
async def last_attempt_fails_the_activity(world):
    error = await failure_of(world, "fails_until", 9, attempts=3)
    same(error.retry_state, RetryState.MAXIMUM_ATTEMPTS_REACHED)
    same((error.activity_type, error.activity_id), ("fails_until", "1"))
    same((error.cause.message, error.cause.type, error.cause.details), ("attempt 3", "TooSoon", ({"detail": 1},)))


@case
async def non_retryable_failure_is_final(world):
    error = await failure_of(world, "fails_for_good", "non-retryable", attempts=0)
    same(error.retry_state, RetryState.NON_RETRYABLE_FAILURE)
    same((error.cause.details, error.cause.non_retryable), ((1, "two"), True))


@case
async def error_types_that_are_not_retried_are_final(world):
    error = await failure_of(world, "fails_for_good", "retryable", non_retryable=["Final"])
    same(error.retry_state, RetryState.NON_RETRYABLE_FAILURE)
    same(error.cause.type, "Final")


@case
async def failure_may_name_the_delay_of_its_retry(world):
    handle = await world.start(CallActivity.run, "fails_with_delay", [], {"attempts": 3})
    same(await handle.result(), 2)
    times = {}
    async for event in handle.fetch_history_events():
        times[event.event_type] = event.event_time.ToMicroseconds() / 1e6
    scheduled, started = times[10], times[11]
    assert started - scheduled > 1.0, started - scheduled


@case
async def attempt_that_takes_too_long_times_out(world):
    error = await failure_of(world, "sleeps", 5, start_to_close_timeout=0.5, attempts=1)
    assert isinstance(error.cause, TimeoutError)
    same(error.cause.type, TimeoutType.START_TO_CLOSE)
    same(error.retry_state, RetryState.MAXIMUM_ATTEMPTS_REACHED)


@case
async def activity_nobody_takes_times_out(world):
    error = await failure_of(world, "nothing", task_queue=world.id("nobody"), schedule_to_start_timeout=0.5)
    same(error.cause.type, TimeoutType.SCHEDULE_TO_START)
    same(error.retry_state, RetryState.TIMEOUT)


@case
async def retries_end_with_schedule_to_close(world):
    error = await failure_of(world, "fails_until", 1000, schedule_to_close_timeout=1)
    same(error.retry_state, RetryState.TIMEOUT)
    assert isinstance(error.cause, ApplicationError), repr(error.cause)


@case
async def running_attempt_ends_with_schedule_to_close(world):
    error = await failure_of(world, "sleeps", 5, schedule_to_close_timeout=1)
    same(error.cause.type, TimeoutType.SCHEDULE_TO_CLOSE)


@case
async def silent_attempt_times_out_and_the_next_sees_its_heartbeat(world):
    same(await call(world, "falls_silent", heartbeat_timeout=0.6, attempts=2), ["alive", 7])


@case
async def heartbeat_timeout_carries_the_last_details(world):
    error = await failure_of(world, "falls_silent", heartbeat_timeout=0.6, attempts=1)
    same((error.cause.type, error.cause.last_heartbeat_details), (TimeoutType.HEARTBEAT, ["alive", 7]))


@case
async def heartbeat_details_pass_from_attempt_to_attempt(world):
    same(await call(world, "counts_by_heartbeat", heartbeat_timeout=5, attempts=0), [0, 1, 2])


@known_workflow
@workflow.defn
class CancelActivity:
    """Cancels an activity that runs, and says how it ended."""

    @workflow.run
    async def run(self, then: str, policy: int) -> str:
        kind = workflow.ActivityCancellationType(policy)
        task = workflow.start_activity(
            waits_for_cancellation, then, start_to_close_timeout=timedelta(seconds=20),
            heartbeat_timeout=timedelta(seconds=2), cancellation_type=kind)
        await workflow.sleep(0.4)
        task.cancel()
        try:
            return await task
        except ActivityError as error:
            assert error.cause
            return type(error.cause).__name__ + ":" + getattr(error.cause, "message", "")


@case
async def cancelled_activity_ends_as_its_policy_says(world):
    kinds = workflow.ActivityCancellationType
    cancelled = "CancelledError:Cancelled"
    table = [("raise", kinds.TRY_CANCEL, "CancelledError"),
             ("raise", kinds.WAIT_CANCELLATION_COMPLETED, cancelled),
             ("complete", kinds.WAIT_CANCELLATION_COMPLETED, "completed although cancelled"),
             ("fail", kinds.WAIT_CANCELLATION_COMPLETED, "ApplicationError:failed although cancelled"),
             ("raise", kinds.ABANDON, "CancelledError")]
    results = await asyncio.gather(*(world.execute(CancelActivity.run, then, int(kind)) for then, kind, _ in table))
    for (then, kind, expected), result in zip(table, results):
        assert result.startswith(expected), f"{then} {kind!r}: {result}"


@case
async def activity_cancelled_before_it_starts_never_runs(world):
    handle = await world.start(CancelUnstarted.run, world.id("nobody"))
    same(await handle.result(), "CancelledError")
    assert "ACTIVITY_TASK_CANCEL_REQUESTED" in await event_names(handle)
    same(len(await events_of(handle, "ACTIVITY_TASK_STARTED")), 0)


@known_workflow
@workflow.defn
class CancelUnstarted:
    @workflow.run
    async def run(self, queue: str) -> str:
        task = workflow.start_activity(nothing, task_queue=queue, start_to_close_timeout=timedelta(seconds=20),
                                       cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        await workflow.sleep(0.1)
        task.cancel()
        try:
            await task
        except ActivityError as error:
            return type(error.cause).__name__
        return "completed"


async def left(world, **options):
    """A run whose activity is left to others: its handle and the activity's token."""
    key = world.id("key")
    WAITING[key] = asyncio.get_running_loop().create_future()
    handle = await world.start(CallActivity.run, "left_to_others", [key], options)
    return handle, await WAITING[key]


@case
async def activity_is_completed_from_outside_by_token(world):
    handle, token = await left(world)
    outside = world.client.get_async_activity_handle(task_token=token)
    await outside.heartbeat("on it")
    await outside.complete("from outside")
    same(await handle.result(), "from outside")
    same((await raises(RPCError, outside.complete("again"))).status, RPCStatusCode.NOT_FOUND)


@case
async def activity_is_completed_from_outside_by_id(world):
    handle, _ = await left(world)
    outside = world.client.get_async_activity_handle(
        workflow_id=handle.id, run_id=handle.first_execution_run_id, activity_id="1")
    await outside.heartbeat("on it", 2)
    pending = (await handle.describe()).raw_description.pending_activities[0]
    same((pending.activity_id, pending.state), ("1", PendingActivityState.PENDING_ACTIVITY_STATE_STARTED))
    same([each.data for each in pending.heartbeat_details.payloads], [b'"on it"', b"2"])
    await outside.complete("by id")
    same(await handle.result(), "by id")


@case
async def activity_is_failed_from_outside(world):
    handle, token = await left(world, attempts=1)
    outside = world.client.get_async_activity_handle(task_token=token)
    await outside.fail(ApplicationError("no luck", 5, type="Luck"), last_heartbeat_details=["last"])
    error = (await raises(WorkflowFailureError, handle.result())).cause
    same((error.cause.message, error.cause.type, error.cause.details), ("no luck", "Luck", (5,)))
    handle, _ = await left(world, attempts=1)
    await world.client.get_async_activity_handle(workflow_id=handle.id, run_id=None, activity_id="1").fail(
        ApplicationError("by id"))
    same((await raises(WorkflowFailureError, handle.result())).cause.cause.message, "by id")


@known_workflow
@workflow.defn
class CancelLeft:
    @workflow.run
    async def run(self, key: str) -> str:
        task = workflow.start_activity(left_to_others, key, start_to_close_timeout=timedelta(seconds=20),
                                       cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        await workflow.sleep(0.3)
        task.cancel()
        try:
            return await task
        except ActivityError as error:
            assert isinstance(error.cause, CancelledError), repr(error.cause)
            return str(list(error.cause.details))


@case
async def outside_completer_learns_of_the_cancellation(world):
    for by_token in (True, False):
        key = world.id("key")
        WAITING[key] = asyncio.get_running_loop().create_future()
        handle = await world.start(CancelLeft.run, key)
        token = await WAITING[key]
        outside = (world.client.get_async_activity_handle(task_token=token) if by_token else
                   world.client.get_async_activity_handle(workflow_id=handle.id, run_id=None, activity_id="1"))

        async def cancelled():
            try:
                await outside.heartbeat()
            except AsyncActivityCancelledError:
                return True
            return False

        await eventually(cancelled)
        await outside.report_cancellation("gone", 3)
        same(await handle.result(), "['gone', 3]")


@case
async def cancellation_nobody_asked_for_is_refused(world):
    handle, token = await left(world)
    outside = world.client.get_async_activity_handle(task_token=token)
    same((await raises(RPCError, outside.report_cancellation())).status, RPCStatusCode.INVALID_ARGUMENT)
    await outside.complete("done")
    await handle.result()


@case
async def outside_completion_of_nothing_is_not_found(world):
    missing = world.client.get_async_activity_handle(workflow_id=world.id(), run_id=None, activity_id="1")
    same((await raises(RPCError, missing.complete(1))).status, RPCStatusCode.NOT_FOUND)
    forged = world.client.get_async_activity_handle(task_token=b"not a token")
    same((await raises(RPCError, forged.complete(1))).status, RPCStatusCode.INVALID_ARGUMENT)


@known_workflow
@workflow.defn
class ManyActivities:
    @workflow.run
    async def run(self, count: int) -> int:
        results = await asyncio.gather(*(
            workflow.execute_activity(weigh, args=[Parcel(str(n), n), 1], start_to_close_timeout=timedelta(seconds=20))
            for n in range(count)))
        return sum(each.grams for each in results)


@case
async def forty_activities_at_once(world):
    same(await world.execute(ManyActivities.run, 40), sum(range(40)) + 40)


@case
async def activities_run_on_the_queue_that_they_name(world):
    async with world.own_worker(workflows=[]) as queue:
        info = await call(world, "about_me", task_queue=queue)
        same(info["queue"], queue)


@case
async def eager_activities_run_on_the_worker_that_asked(world):
    handle = await world.start(ManyActivities.run, 3)
    same(await handle.result(), 6)
    identities = {each.identity for each in await events_of(handle, "ACTIVITY_TASK_STARTED")}
    same(identities, {world.client.config()["identity"] if "identity" in world.client.config() else
                      world.client.service_client.config.identity})


@case
async def worker_without_eager_activities_takes_them_from_the_queue(world):
    async with world.own_worker(disable_eager_activity_execution=True) as queue:
        same(await world.execute(ManyActivities.run, 3, queue=queue), 6)


@case
async def retried_activity_is_described(world):
    handle = await world.start(CallActivity.run, "fails_until", [1000], {"attempts": 0})

    async def some_attempts():
        pending = (await handle.describe()).raw_description.pending_activities
        return pending and pending[0].attempt > 2 and pending[0]

    pending = await eventually(some_attempts)
    same((pending.activity_id, pending.activity_type.name), ("1", "fails_until"))
    assert pending.last_failure.message.startswith("attempt "), pending.last_failure
    same(pending.last_failure.application_failure_info.type, "TooSoon")
    same(pending.last_worker_identity, world.client.service_client.config.identity)
    await handle.terminate()


@known_activity
@activity.defn
def in_a_thread(number: int) -> int:
    return number * 2


@known_workflow
@workflow.defn
class LocalActivities:
    """Local activities: their markers, retries, failures and cancellation."""

    @workflow.run
    async def run(self) -> list[Any]:
        result: list[Any] = []
        result.append((await self.local(about_me))["local"])
        result.append(await self.local(fails_until, 3, retry_policy=quick_retry()))
        try:
            await self.local(fails_for_good, "non-retryable")
        except ApplicationError as error:
            result.append([error.type, error.message])
        task = workflow.start_local_activity(sleeps, 20, schedule_to_close_timeout=timedelta(seconds=30))
        await workflow.sleep(0.1)
        task.cancel()
        try:
            await task
        except ActivityError as error:
            result.append(type(error.cause).__name__)
        return result

    async def local(self, function, *arguments, **options):
        return await workflow.execute_local_activity(
            function, args=arguments, schedule_to_close_timeout=timedelta(seconds=20), **options)


@case
async def local_activities_leave_markers(world):
    handle = await world.start(LocalActivities.run)
    same(await handle.result(), [True, 3, ["Final", "never"], "CancelledError"])
    markers = await events_of(handle, "MARKER_RECORDED")
    same([each.marker_name for each in markers], ["core_local_activity"] * 4)


@known_workflow
@workflow.defn
class LongLocalActivity:
    """Longer than its workflow task may take, and retried after a pause that only a timer can wait for."""

    @workflow.run
    async def run(self) -> int:
        await workflow.execute_local_activity(sleeps, 2.6, start_to_close_timeout=timedelta(seconds=20))
        return await workflow.execute_local_activity(
            fails_until, 2, start_to_close_timeout=timedelta(seconds=20),
            local_retry_threshold=timedelta(milliseconds=100),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=1200)))


@cached_case
async def local_activity_outlives_its_workflow_task(world):
    handle = await world.start(LongLocalActivity.run, task_timeout=timedelta(seconds=2))
    same(await handle.result(), 2)
    names = await event_names(handle)
    assert names.count("WORKFLOW_TASK_COMPLETED") > 2, names
    assert "WORKFLOW_TASK_TIMED_OUT" not in names, names
    assert "TIMER_FIRED" in names, names
