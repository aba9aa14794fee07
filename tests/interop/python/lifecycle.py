"""How runs begin, go on and end: results, failures, time-outs, timers, cancellation, continue-as-new, retry, cron."""

import asyncio
from datetime import timedelta
from typing import Any, Optional

from temporalio import workflow
from temporalio.client import (WorkflowContinuedAsNewError, WorkflowExecutionStatus, WorkflowFailureError,
                               WorkflowHistoryEventFilterType)
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import (ApplicationError, ApplicationErrorCategory, CancelledError, TerminatedError,
                                   TimeoutError)
from temporalio.service import RPCError, RPCStatusCode

from activities import nothing
from cases import case, eventually, raises, same
from messages import Inbox
from world import event_names, events_of, known_workflow

CUSTOMER = SearchAttributeKey.for_keyword("Customer")


@known_workflow
@workflow.defn
class Ends:
    """Ends as its arguments say."""

    @workflow.run
    async def run(self, how: str, value: Any = None) -> Any:
        if how == "fail":
            raise ApplicationError("failed", value, type="Why", category=ApplicationErrorCategory.BENIGN)
        if how == "chain":
            try:
                raise ApplicationError("inner", type="Inner")
            except ApplicationError as inner:
                raise ApplicationError("outer", type="Outer") from inner
        if how == "cancel":
            raise asyncio.CancelledError()
        return value


@case
async def result_is_what_the_workflow_returned(world):
    for value in (None, 5, "text", [1, 2], {"a": {"b": None}}, True, 1.5, "ünïcödé 🎉"):
        same(await world.execute(Ends.run, "return", value), value)


@case
async def failure_keeps_type_details_and_cause(world):
    error = (await raises(WorkflowFailureError, world.execute(Ends.run, "fail", [1]))).cause
    same((error.message, error.type, error.details, error.category.name), ("failed", "Why", ([1],), "BENIGN"))
    error = (await raises(WorkflowFailureError, world.execute(Ends.run, "chain"))).cause
    same((error.message, error.cause.message, error.cause.type), ("outer", "inner", "Inner"))


@case
async def run_that_takes_too_long_times_out(world):
    for limits in ({"run_timeout": timedelta(seconds=1)}, {"execution_timeout": timedelta(seconds=1)}):
        handle = await world.start(Inbox.run, **limits)
        error = await raises(WorkflowFailureError, handle.result())
        assert isinstance(error.cause, TimeoutError), error.cause
        same((await handle.describe()).status, WorkflowExecutionStatus.TIMED_OUT)


@known_workflow
@workflow.defn
class Timers:
    @workflow.run
    async def run(self) -> list[Any]:
        begin = workflow.now()
        await asyncio.gather(*(workflow.sleep(0.05 * n, summary=f"timer {n}") for n in range(1, 6)))
        slept = (workflow.now() - begin).total_seconds()
        cancelled = asyncio.create_task(workflow.sleep(60))
        await asyncio.sleep(0)
        cancelled.cancel()
        try:
            await workflow.wait_condition(lambda: False, timeout=0.1)
        except asyncio.TimeoutError:
            return [slept >= 0.2, "timed out", cancelled.cancelled()]
        return []


@case
async def timers_fire_and_are_cancelled(world):
    handle = await world.start(Timers.run)
    same((await handle.result())[:2], [True, "timed out"])
    names = await event_names(handle)
    same((names.count("TIMER_STARTED"), names.count("TIMER_FIRED")), (7, 6) if "TIMER_CANCELED" in names else (6, 6))


@known_workflow
@workflow.defn
class Tidy:
    """Tidies up when it is cancelled, and then ends as told."""

    @workflow.run
    async def run(self, then: str) -> str:
        try:
            await workflow.sleep(60)
        except asyncio.CancelledError:
            await asyncio.shield(workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=20)))
            if then == "raise":
                raise
        return "completed"


@case
async def cancelled_run_tidies_up_first(world):
    handle = await world.start(Tidy.run, "raise")

    async def asleep():
        return "TIMER_STARTED" in await event_names(handle)

    await eventually(asleep)
    await handle.cancel()
    await handle.cancel()
    error = await raises(WorkflowFailureError, handle.result())
    assert isinstance(error.cause, CancelledError), error.cause
    same((await handle.describe()).status, WorkflowExecutionStatus.CANCELED)
    names = await event_names(handle)
    same(names.count("WORKFLOW_EXECUTION_CANCEL_REQUESTED"), 1)
    assert "ACTIVITY_TASK_COMPLETED" in names and "TIMER_CANCELED" in names, names
    await handle.cancel()


@case
async def cancellation_may_be_ignored(world):
    handle = await world.start(Tidy.run, "complete")
    await handle.cancel()
    same(await handle.result(), "completed")


@case
async def terminated_run_says_why(world):
    handle = await world.start(Inbox.run)
    await handle.terminate("detail", 5, reason="because")
    error = (await raises(WorkflowFailureError, handle.result())).cause
    assert isinstance(error, TerminatedError), error
    same((error.message, tuple(error.details)), ("because", ("detail", 5)))
    again = await raises(RPCError, handle.terminate())
    same((again.status, str(again)), (RPCStatusCode.NOT_FOUND, "workflow execution already completed"))


@known_workflow
@workflow.defn
class Chain:
    """Continues as new until its number is zero."""

    @workflow.run
    async def run(self, left: int, seen: list[Any]) -> list[Any]:
        info = workflow.info()
        seen.append([info.first_execution_run_id, info.continued_run_id, workflow.memo_value("note", ""),
                     info.typed_search_attributes.get(CUSTOMER)])
        if left:
            await workflow.sleep(0.01)
            workflow.continue_as_new(args=[left - 1, seen])
        return seen


@case
async def chain_of_runs_keeps_memo_and_attributes(world):
    handle = await world.start(
        Chain.run, 2, [], memo={"note": "kept"},
        search_attributes=TypedSearchAttributes([SearchAttributePair(CUSTOMER, "acme")]))
    seen = await handle.result()
    same([each[0] for each in seen], [handle.first_execution_run_id] * 3)
    same([each[2:] for each in seen], [["kept", "acme"]] * 3)
    same((seen[0][1], seen[1][1]), (None, handle.first_execution_run_id))
    await raises(WorkflowContinuedAsNewError, handle.result(follow_runs=False))
    first = world.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    same((await first.describe()).status, WorkflowExecutionStatus.CONTINUED_AS_NEW)
    same((await event_names(first))[-1], "WORKFLOW_EXECUTION_CONTINUED_AS_NEW")


@known_workflow
@workflow.defn
class Fickle:
    @workflow.run
    async def run(self, fails: int) -> int:
        attempt = workflow.info().attempt
        if attempt <= fails:
            raise ApplicationError(f"attempt {attempt}", type="Fickle")
        return attempt


@case
async def failed_run_is_tried_again_by_its_policy(world):
    policy = RetryPolicy(initial_interval=timedelta(milliseconds=50), maximum_attempts=3)
    handle = await world.start(Fickle.run, 2, retry_policy=policy)
    same(await handle.result(), 3)
    error = await raises(WorkflowFailureError, world.execute(Fickle.run, 9, retry_policy=policy))
    same(error.cause.message, "attempt 3")
    final = RetryPolicy(initial_interval=timedelta(milliseconds=50), non_retryable_error_types=["Fickle"])
    error = await raises(WorkflowFailureError, world.execute(Fickle.run, 9, retry_policy=final))
    same(error.cause.message, "attempt 1")


@known_workflow
@workflow.defn
class Periodic:
    @workflow.run
    async def run(self) -> int:
        last: Optional[int] = workflow.get_last_completion_result(int) if workflow.has_last_completion_result() else 0
        return (last or 0) + 1


@case
async def cron_runs_again_with_its_last_result(world):
    handle = await world.start(Periodic.run, cron_schedule="@every 1s")
    chain = world.client.get_workflow_handle(handle.id)

    async def third_run():
        description = await chain.describe()
        started = await events_of(chain, "WORKFLOW_EXECUTION_STARTED")
        same(started[0].cron_schedule, "@every 1s")
        return description.run_id != handle.first_execution_run_id and started[0].last_completion_result.payloads

    payloads = await eventually(third_run)
    assert int(payloads[0].data) >= 1
    await chain.terminate("enough")


@case
async def delayed_start_waits_for_its_first_task(world):
    handle = await world.start(Ends.run, "return", 1, start_delay=timedelta(seconds=1.2))
    description = await handle.describe()
    same(description.status, WorkflowExecutionStatus.RUNNING)
    assert description.execution_time and description.start_time
    same((description.execution_time - description.start_time).total_seconds() >= 1, True)
    same(await event_names(handle), ["WORKFLOW_EXECUTION_STARTED"])
    same(await handle.result(), 1)
    started = (await events_of(handle, "WORKFLOW_EXECUTION_STARTED"))[0]
    assert started.first_workflow_task_backoff.ToTimedelta().total_seconds() >= 1


@case
async def signal_waits_with_the_delayed_start(world):
    handle = await world.start(Inbox.run, start_delay=timedelta(seconds=1.2))
    await handle.signal(Inbox.put, "early")
    same(await event_names(handle), ["WORKFLOW_EXECUTION_STARTED", "WORKFLOW_EXECUTION_SIGNALED"])
    await handle.signal(Inbox.finish)
    same(await handle.result(), ["early"])


@case
async def eager_start_brings_its_first_task_along(world):
    handle = await world.start(Ends.run, "return", "eager", request_eager_start=True)
    assert handle.__dict__["__temporal_eagerly_started"]
    same(await handle.result(), "eager")
    same((await events_of(handle, "WORKFLOW_EXECUTION_STARTED"))[0].eager_execution_accepted, True)


@case
async def result_waits_for_a_run_that_is_not_closed_yet(world):
    handle = await world.start(Inbox.run)
    waiting = asyncio.create_task(handle.result())
    await asyncio.sleep(0.5)
    assert not waiting.done()
    await handle.signal(Inbox.finish)
    same(await waiting, [])


@case
async def history_is_followed_while_it_grows(world):
    handle = await world.start(Inbox.run)

    async def follow():
        return [event.event_id async for event in handle.fetch_history_events(wait_new_event=True, page_size=3)]

    following = asyncio.create_task(follow())
    for number in range(5):
        await handle.signal(Inbox.put, number)
        await asyncio.sleep(0.02)
    await handle.signal(Inbox.finish)
    await handle.result()
    ids = await following
    same(ids, list(range(1, len(ids) + 1)))
    last = [event async for event in handle.fetch_history_events(
        wait_new_event=True, event_filter_type=WorkflowHistoryEventFilterType.CLOSE_EVENT)]
    same([event.event_id for event in last], [ids[-1]])


@case
async def result_of_a_run_that_is_not_there_is_not_found(world):
    missing = world.client.get_workflow_handle(world.id())
    for call in (missing.result(), missing.describe(), missing.cancel(), missing.terminate()):
        same((await raises(RPCError, call)).status, RPCStatusCode.NOT_FOUND)


@known_workflow
@workflow.defn
class SideData:
    """Chance, ids and time come from the history: the same at every replay."""

    @workflow.run
    async def run(self) -> list[Any]:
        first = [workflow.random().random(), str(workflow.uuid4()), workflow.now().timestamp()]
        await workflow.sleep(0.05)
        await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=20))
        self.first = first
        return first + [workflow.random().random()]

    @workflow.query
    def again(self) -> list[Any]:
        return self.first


@case
async def chance_ids_and_time_repeat(world):
    async with world.own_worker() as queue:
        handle = await world.start(SideData.run, queue=queue)
        first = await handle.result()
    async with world.worker(queue=queue):
        same(await handle.query(SideData.again), first[:3])
    started = [event async for event in handle.fetch_history_events() if event.event_type == 6][0]
    same(round(started.event_time.ToMicroseconds() / 1e6, 3), round(first[2], 3))


@known_workflow
@workflow.defn
class AboutMe:
    @workflow.run
    async def run(self) -> dict[str, Any]:
        info = workflow.info()
        return {"id": info.workflow_id, "run": info.run_id, "type": info.workflow_type, "queue": info.task_queue,
                "namespace": info.namespace, "attempt": info.attempt, "parent": info.parent,
                "cron": info.cron_schedule, "task": info.task_timeout.total_seconds(),
                "execution": info.execution_timeout and info.execution_timeout.total_seconds(),
                "length": info.get_current_history_length(), "size": info.get_current_history_size() > 0,
                "suggested": info.is_continue_as_new_suggested(), "priority": info.priority.priority_key}


@case
async def workflow_knows_what_it_is(world):
    handle = await world.start(AboutMe.run, task_timeout=timedelta(seconds=7), execution_timeout=timedelta(seconds=70))
    same(await handle.result(),
         {"id": handle.id, "run": handle.first_execution_run_id, "type": "AboutMe", "queue": world.queue,
          "namespace": "default", "attempt": 1, "parent": None, "cron": None, "task": 7.0, "execution": 70.0,
          "length": 3, "size": True, "suggested": False, "priority": None})
