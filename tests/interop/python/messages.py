"""Signals and queries."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any, Sequence

from temporalio import workflow
from temporalio.client import WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition, RawValue
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities import sleeps
from cases import cached_case, case, eventually, raises, same
from world import event_names, events_of, known_workflow


@known_workflow
@workflow.defn
class Inbox:
    """Collects what it is sent until it is told to finish."""

    def __init__(self):
        self.seen: list[Any] = []
        self.done = False

    @workflow.run
    async def run(self) -> list[Any]:
        await workflow.wait_condition(lambda: self.done and workflow.all_handlers_finished())
        return self.seen

    @workflow.signal
    def put(self, value: Any) -> None:
        self.seen.append(value)

    @workflow.signal
    async def put_slowly(self, value: Any) -> None:
        await workflow.sleep(0.2)
        self.seen.append(value)

    @workflow.signal
    def finish(self) -> None:
        self.done = True

    @workflow.signal(dynamic=True)
    def other(self, name: str, args: Sequence[RawValue]) -> None:
        self.seen.append([name, len(args)])

    @workflow.query
    def seen_so_far(self) -> list[Any]:
        return self.seen

    @workflow.query
    def times(self, factor: int, add: int = 0) -> int:
        return len(self.seen) * factor + add

    @workflow.query
    def broken(self) -> None:
        raise ApplicationError("query failed", type="Broken")


@case
async def signals_arrive_in_order(world):
    handle = await world.start(Inbox.run)
    for number in range(30):
        await handle.signal(Inbox.put, number)
    await handle.signal(Inbox.finish)
    same(await handle.result(), list(range(30)))


@case
async def signals_before_the_first_task_come_with_it(world):
    queue = world.id("late")
    handle = await world.start(Inbox.run, queue=queue)
    for number in range(5):
        await handle.signal(Inbox.put, number)
    await handle.signal(Inbox.finish)
    async with world.worker(queue=queue):
        same(await handle.result(), list(range(5)))
    same((await event_names(handle)).count("WORKFLOW_TASK_SCHEDULED"), 1)


@case
async def many_signals_at_once_are_all_kept(world):
    handle = await world.start(Inbox.run)
    await asyncio.gather(*(handle.signal(Inbox.put, number) for number in range(100)))
    await handle.signal(Inbox.finish)
    same(sorted(await handle.result()), list(range(100)))


@case
async def signal_nobody_declared_goes_to_the_dynamic_handler(world):
    handle = await world.start(Inbox.run)
    await handle.signal("unheard_of", args=[1, 2])
    await handle.signal(Inbox.put_slowly, "slow")
    await handle.signal(Inbox.put, None)

    async def all_there():
        return len(await handle.query(Inbox.seen_so_far)) == 3

    await eventually(all_there)
    await handle.signal(Inbox.finish)
    same(await handle.result(), [["unheard_of", 2], None, "slow"])


@case
async def signal_of_a_run_that_is_not_there_is_not_found(world):
    missing = world.client.get_workflow_handle(world.id())
    error = await raises(RPCError, missing.signal("put", 1))
    same((error.status, str(error)), (RPCStatusCode.NOT_FOUND, f"workflow not found for ID: {missing.id}"))
    handle = await world.start(Inbox.run)
    await handle.signal(Inbox.finish)
    await handle.result()
    error = await raises(RPCError, handle.signal(Inbox.put, 1))
    same((error.status, str(error)), (RPCStatusCode.NOT_FOUND, "workflow execution already completed"))
    other = world.client.get_workflow_handle(handle.id, run_id=str(uuid.uuid4()))
    same((await raises(RPCError, other.signal("put", 1))).status, RPCStatusCode.NOT_FOUND)


@case
async def signal_with_start_starts_once_and_then_signals(world):
    run_id = world.id()
    first = await world.start(Inbox.run, id=run_id, start_signal="put", start_signal_args=["first"])
    second = await world.start(Inbox.run, id=run_id, start_signal="put", start_signal_args=["second"])
    same(first.result_run_id, second.result_run_id)
    await second.signal(Inbox.finish)
    same(await first.result(), ["first", "second"])
    names = await event_names(first)
    same(names[:3], ["WORKFLOW_EXECUTION_STARTED", "WORKFLOW_EXECUTION_SIGNALED", "WORKFLOW_TASK_SCHEDULED"])
    third = await world.start(Inbox.run, id=run_id, start_signal="finish")
    assert third.result_run_id != first.result_run_id
    same(await third.result(), [])


@case
async def signal_event_says_who_sent_what(world):
    handle = await world.start(Inbox.run)
    await handle.signal(Inbox.put, {"a": 1})
    await handle.signal(Inbox.finish)
    await handle.result()
    first = (await events_of(handle, "WORKFLOW_EXECUTION_SIGNALED"))[0]
    same((first.signal_name, first.identity), ("put", world.client.service_client.config.identity))
    same(first.input.payloads[0].data, b'{"a":1}')


@case
async def query_sees_what_was_signalled_before_it(world):
    handle = await world.start(Inbox.run)
    for number in range(1, 15):
        await handle.signal(Inbox.put, number)
        same(await handle.query(Inbox.times, args=[2, 1]), 2 * number + 1)
    await handle.signal(Inbox.finish)
    await handle.result()


@case
async def closed_run_still_answers_queries(world):
    handle = await world.start(Inbox.run)
    await handle.signal(Inbox.put, "x")
    await handle.signal(Inbox.finish)
    await handle.result()
    before = await event_names(handle)
    same(await handle.query(Inbox.seen_so_far), ["x"])
    same(await event_names(handle), before)
    await raises(WorkflowQueryRejectedError,
                 handle.query(Inbox.seen_so_far, reject_condition=QueryRejectCondition.NOT_OPEN))
    same(await handle.query(Inbox.seen_so_far,
                            reject_condition=QueryRejectCondition.NOT_COMPLETED_CLEANLY), ["x"])


@case
async def terminated_run_rejects_queries_that_want_a_clean_end(world):
    handle = await world.start(Inbox.run)
    same(await handle.query(Inbox.seen_so_far), [])
    await handle.terminate()
    error = await raises(WorkflowQueryRejectedError, handle.query(
        Inbox.seen_so_far, reject_condition=QueryRejectCondition.NOT_COMPLETED_CLEANLY))
    same(error.status.name if error.status else "", "TERMINATED")
    same(await handle.query(Inbox.seen_so_far), [])


@case
async def failed_and_unknown_queries_say_why(world):
    handle = await world.start(Inbox.run)
    error = await raises(WorkflowQueryFailedError, handle.query(Inbox.broken))
    same(error.message, "query failed")
    error = await raises(WorkflowQueryFailedError, handle.query("no_such"))
    assert "no_such" in error.message and "seen_so_far" in error.message, error.message
    await handle.signal(Inbox.finish)
    await handle.result()


@case
async def query_of_a_run_that_is_not_there_is_not_found(world):
    missing = world.client.get_workflow_handle(world.id())
    same((await raises(RPCError, missing.query("x"))).status, RPCStatusCode.NOT_FOUND)


@case
async def query_without_a_worker_ends_with_its_deadline(world):
    handle = await world.start(Inbox.run, queue=world.id("nobody"))
    error = await raises(RPCError, handle.query(Inbox.seen_so_far, rpc_timeout=timedelta(seconds=1.5)))
    assert error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED,
                            RPCStatusCode.FAILED_PRECONDITION), error.status
    await handle.terminate()


@cached_case
async def twenty_queries_at_once_are_all_answered(world):
    handle = await world.start(Inbox.run)
    await handle.signal(Inbox.put, 1)
    same(await asyncio.gather(*(handle.query(Inbox.times, args=[n, 0]) for n in range(20))), list(range(20)))
    await handle.signal(Inbox.finish)
    await handle.result()


@known_workflow
@workflow.defn
class BusyTask:
    """Its task is out for as long as a local activity takes; queries come meanwhile."""

    def __init__(self):
        self.phase = "begun"

    @workflow.run
    async def run(self) -> str:
        await workflow.execute_local_activity(sleeps, 1.0, start_to_close_timeout=timedelta(seconds=20))
        self.phase = "after"
        await workflow.wait_condition(lambda: self.phase == "end")
        return self.phase

    @workflow.signal
    def end(self) -> None:
        self.phase = "end"

    @workflow.query
    def which(self) -> str:
        return self.phase


@cached_case
async def query_while_a_task_is_out_is_answered(world):
    handle = await world.start(BusyTask.run)

    async def out():
        return "WORKFLOW_TASK_STARTED" in await event_names(handle)

    await eventually(out)
    answers = await asyncio.gather(*(handle.query(BusyTask.which) for _ in range(3)))
    assert set(answers) <= {"begun", "after"}, answers
    await asyncio.sleep(1)
    same(await handle.query(BusyTask.which), "after")
    await handle.signal(BusyTask.end)
    same(await handle.result(), "end")


@cached_case
async def queries_go_with_signals_in_flight(world):
    handle = await world.start(Inbox.run)

    async def signals():
        for number in range(30):
            await handle.signal(Inbox.put, number)

    async def queries():
        last = 0
        for _ in range(30):
            now = await handle.query(Inbox.times, args=[1, 0])
            assert now >= last, (now, last)
            last = now

    await asyncio.gather(signals(), queries(), queries())
    await handle.signal(Inbox.finish)
    same(await handle.result(), list(range(30)))


@case
async def stack_trace_query_shows_where_the_run_waits(world):
    handle = await world.start(Inbox.run)
    assert "run" in await handle.query("__stack_trace")
    metadata = await handle.query("__temporal_workflow_metadata")
    assert "seen_so_far" in str(metadata), metadata
    await handle.signal(Inbox.finish)
    await handle.result()


@case
async def large_payloads_pass_unchanged(world):
    text = "x" * 1_000_000
    handle = await world.start(Inbox.run)
    await handle.signal(Inbox.put, text)
    same(await handle.query(Inbox.seen_so_far), [text])
    await handle.signal(Inbox.finish)
    same(await handle.result(), [text])


@case
async def signal_larger_than_the_limit_is_refused(world):
    handle = await world.start(Inbox.run)
    error = await raises(RPCError, handle.signal(Inbox.put, "x" * 2_200_000))
    same(error.status, RPCStatusCode.INVALID_ARGUMENT)
    await handle.signal(Inbox.finish)
    same(await handle.result(), [])
