"""Child workflows, parent close policies, and what runs say to other runs."""

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError
from temporalio.common import (RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes,
                               WorkflowIDReusePolicy)
from temporalio.exceptions import (ApplicationError, CancelledError, ChildWorkflowError, RetryState,
                                   TerminatedError, TimeoutError, WorkflowAlreadyStartedError)

from cases import case, eventually, raises, same
from messages import Inbox
from world import event_names, events_of, known_workflow

CUSTOMER = SearchAttributeKey.for_keyword("Customer")


@known_workflow
@workflow.defn
class Leaf:
    """A child that ends as it is told: returns, fails, waits, or continues as new first."""

    def __init__(self):
        self.released = False

    @workflow.run
    async def run(self, how: str, value: Any = None) -> Any:
        if how == "fail":
            raise ApplicationError("leaf failed", value, type="LeafError")
        if how == "fail twice" and workflow.info().attempt < 3:
            raise ApplicationError("not yet")
        if how == "continue":
            workflow.continue_as_new(args=["return", value])
        if how == "wait":
            await workflow.wait_condition(lambda: self.released)
        if how == "stay":
            await self.stay()
        return value

    async def stay(self):
        try:
            await workflow.wait_condition(lambda: self.released)
        except asyncio.CancelledError:
            await workflow.sleep(0.1)
            raise

    @workflow.signal
    def release(self) -> None:
        self.released = True


@dataclasses.dataclass
class ChildOrder:
    how: str
    value: Any = None
    id: str = ""
    policy: int = 1
    attempts: int = 1
    timeout: float = 0


@known_workflow
@workflow.defn
class Parent:
    """Starts one child and gives back what became of it."""

    @workflow.run
    async def run(self, order: ChildOrder) -> Any:
        options: dict[str, Any] = {"retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=20),
                                                               maximum_attempts=order.attempts)}
        if order.timeout:
            options["run_timeout"] = timedelta(seconds=order.timeout)
        try:
            handle = await workflow.start_child_workflow(
                Leaf.run, args=[order.how, order.value], id=order.id or workflow.info().workflow_id + "-child",
                parent_close_policy=workflow.ParentClosePolicy(order.policy), **options)
            return [handle.id, await handle]
        except ChildWorkflowError as error:
            assert error.cause
            return [type(error.cause).__name__, getattr(error.cause, "message", ""),
                    error.retry_state.name if error.retry_state else ""]


@case
async def child_gives_its_result_to_its_parent(world):
    parent = await world.start(Parent.run, ChildOrder("return", {"x": 1}))
    same(await parent.result(), [parent.id + "-child", {"x": 1}])
    names = await event_names(parent)
    same([name for name in names if "CHILD" in name],
         ["START_CHILD_WORKFLOW_EXECUTION_INITIATED", "CHILD_WORKFLOW_EXECUTION_STARTED",
          "CHILD_WORKFLOW_EXECUTION_COMPLETED"])


@case
async def failure_of_a_child_reaches_its_parent(world):
    result = await world.execute(Parent.run, ChildOrder("fail", 3))
    same(result, ["ApplicationError", "leaf failed", "MAXIMUM_ATTEMPTS_REACHED"])


@case
async def child_is_retried_before_its_parent_hears_of_it(world):
    same((await world.execute(Parent.run, ChildOrder("fail twice", 5, attempts=5)))[1], 5)


@case
async def result_of_a_child_that_continues_as_new_is_the_last_ones(world):
    same((await world.execute(Parent.run, ChildOrder("continue", 6)))[1], 6)


@case
async def child_that_times_out_or_is_terminated_fails_its_parents_call(world):
    result = await world.execute(Parent.run, ChildOrder("wait", timeout=1))
    same((result[0], result[2]), (TimeoutError.__name__, RetryState.MAXIMUM_ATTEMPTS_REACHED.name))
    id = world.id()
    parent = await world.start(Parent.run, ChildOrder("wait", id=id))
    await child_running(world, parent)
    await world.client.get_workflow_handle(id).terminate("enough")
    same((await parent.result())[0], TerminatedError.__name__)


async def child_running(world, parent):
    """The handle of the first child, once it runs."""
    async def described():
        pending = (await parent.describe()).raw_description.pending_children
        return pending and pending[0].run_id and pending[0]

    child = await eventually(described)
    same(child.workflow_type_name, "Leaf")
    return world.client.get_workflow_handle(child.workflow_id, run_id=child.run_id)


@case
async def child_knows_its_parent_and_its_root(world):
    parent = await world.start(Parent.run, ChildOrder("wait"))
    child = await child_running(world, parent)
    description = (await child.describe())
    same((description.parent_id, description.parent_run_id), (parent.id, parent.first_execution_run_id))
    same((description.root_id, description.root_run_id), (parent.id, parent.first_execution_run_id))
    await child.signal(Leaf.release)
    await parent.result()


@case
async def end_of_the_parent_does_with_the_child_what_the_policy_says(world):
    table = [(workflow.ParentClosePolicy.TERMINATE, WorkflowExecutionStatus.TERMINATED),
             (workflow.ParentClosePolicy.REQUEST_CANCEL, WorkflowExecutionStatus.CANCELED),
             (workflow.ParentClosePolicy.ABANDON, WorkflowExecutionStatus.RUNNING)]
    for policy, status in table:
        parent = await world.start(Parent.run, ChildOrder("wait", policy=int(policy)))
        child = await child_running(world, parent)
        await parent.terminate("gone")

        async def as_expected():
            return (await child.describe()).status == status

        await eventually(as_expected)
        if status == WorkflowExecutionStatus.RUNNING:
            await child.signal(Leaf.release)
            await child.result()


@known_workflow
@workflow.defn
class LeavesChildren:
    """Completes while its children run: one for each policy."""

    @workflow.run
    async def run(self) -> list[str]:
        ids = []
        for policy in (1, 2, 3):
            handle = await workflow.start_child_workflow(
                Leaf.run, args=["wait"], id=f"{workflow.info().workflow_id}-{policy}",
                parent_close_policy=workflow.ParentClosePolicy(policy))
            ids.append(handle.id)
        return ids


@case
async def completed_parent_leaves_only_abandoned_children(world):
    ids = await world.execute(LeavesChildren.run)
    children = [world.client.get_workflow_handle(id) for id in ids]

    async def settled():
        return [(await child.describe()).status.name for child in children] == ["TERMINATED", "RUNNING", "CANCELED"]

    await eventually(settled)
    await children[1].signal(Leaf.release)
    await children[1].result()
    terminated = (await events_of(children[0], "WORKFLOW_EXECUTION_TERMINATED"))[0]
    same(terminated.reason, "by parent close policy")


@known_workflow
@workflow.defn
class CancelsChild:
    @workflow.run
    async def run(self, kind: int) -> str:
        task = await workflow.start_child_workflow(
            Leaf.run, args=["stay"], cancellation_type=workflow.ChildWorkflowCancellationType(kind),
            parent_close_policy=workflow.ParentClosePolicy.ABANDON)
        task.cancel()
        try:
            await task
        except ChildWorkflowError as error:
            return type(error.cause).__name__
        return "completed"


@case
async def parent_may_cancel_its_child_in_every_way(world):
    kinds = workflow.ChildWorkflowCancellationType
    for kind in (kinds.TRY_CANCEL, kinds.WAIT_CANCELLATION_REQUESTED, kinds.WAIT_CANCELLATION_COMPLETED,
                 kinds.ABANDON):
        handle = await world.start(CancelsChild.run, int(kind))
        same(await handle.result(), CancelledError.__name__)
        names = await event_names(handle)
        same("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED" in names, kind != kinds.ABANDON)
        if kind == kinds.WAIT_CANCELLATION_COMPLETED:
            assert "CHILD_WORKFLOW_EXECUTION_CANCELED" in names, names


@case
async def cancelling_the_parent_cancels_the_child(world):
    parent = await world.start(Parent.run, ChildOrder("stay"))
    child = await child_running(world, parent)

    async def parent_knows():
        return (await event_names(parent)).count("WORKFLOW_TASK_COMPLETED") == 2

    await eventually(parent_knows)
    await parent.cancel()
    same((await parent.result())[0], CancelledError.__name__)
    await raises(WorkflowFailureError, child.result())
    same((await child.describe()).status, WorkflowExecutionStatus.CANCELED)


@known_workflow
@workflow.defn
class StartsTwice:
    @workflow.run
    async def run(self, id: str, reuse: int) -> str:
        try:
            await workflow.execute_child_workflow(Leaf.run, args=["return"], id=id,
                                                  id_reuse_policy=WorkflowIDReusePolicy(reuse))
        except WorkflowAlreadyStartedError as error:
            return "already started: " + error.workflow_id
        return "started"


@case
async def child_of_an_id_that_is_taken_cannot_start(world):
    running = await world.start(Inbox.run)
    same(await world.execute(StartsTwice.run, running.id, 1), "already started: " + running.id)
    await running.signal(Inbox.finish)
    await running.result()
    same(await world.execute(StartsTwice.run, running.id, 3), "already started: " + running.id)
    same(await world.execute(StartsTwice.run, running.id, 1), "started")


@known_workflow
@workflow.defn
class ManyChildren:
    """Twelve children at once, each with memo, attributes, a summary, and a signal from its parent."""

    @workflow.run
    async def run(self) -> int:
        handles = [await self.child(number) for number in range(12)]
        for handle in handles:
            await handle.signal(Leaf.release)
        return sum(await asyncio.gather(*handles))

    async def child(self, number):
        return await workflow.start_child_workflow(
            Leaf.run, args=["wait", number], memo={"number": number}, static_summary=f"child {number}",
            search_attributes=TypedSearchAttributes([SearchAttributePair(CUSTOMER, "c")]))


@case
async def parent_signals_many_children(world):
    handle = await world.start(ManyChildren.run)
    same(await handle.result(), sum(range(12)))
    first = (await events_of(handle, "CHILD_WORKFLOW_EXECUTION_STARTED"))[0].workflow_execution
    child = await world.client.get_workflow_handle(first.workflow_id, run_id=first.run_id).describe()
    same(await child.memo(), {"number": 0})
    same(child.typed_search_attributes[CUSTOMER], "c")
    same(await child.static_summary(), "child 0")


@known_workflow
@workflow.defn
class Grandparent:
    @workflow.run
    async def run(self) -> Any:
        return await workflow.execute_child_workflow(Parent.run, ChildOrder("return", "deep"))


@case
async def grandchild_returns_through_both(world):
    handle = await world.start(Grandparent.run)
    same((await handle.result())[1], "deep")
    parent = (await events_of(handle, "CHILD_WORKFLOW_EXECUTION_STARTED"))[0].workflow_execution
    grandchild = await world.client.get_workflow_handle(parent.workflow_id + "-child").describe()
    same(grandchild.root_id, handle.id)


@known_workflow
@workflow.defn
class Speaks:
    """Signals or cancels another run, which need not be its child."""

    @workflow.run
    async def run(self, what: str, id: str, run_id: str = "") -> str:
        other = workflow.get_external_workflow_handle(id, run_id=run_id or None)
        try:
            if what == "signal":
                await other.signal("put", workflow.info().workflow_id)
            else:
                await other.cancel()
        except ApplicationError as error:
            return f"{error.type}: {error.message}"
        return "done"


@case
async def run_signals_and_cancels_another_run(world):
    inbox = await world.start(Inbox.run)
    speaker = await world.start(Speaks.run, "signal", inbox.id)
    same(await speaker.result(), "done")
    same(await world.execute(Speaks.run, "signal", inbox.id, inbox.first_execution_run_id), "done")
    same(await inbox.query(Inbox.times, args=[1, 0]), 2)
    signalled = (await events_of(inbox, "WORKFLOW_EXECUTION_SIGNALED"))[0]
    same((signalled.external_workflow_execution.workflow_id, signalled.external_workflow_execution.run_id),
         (speaker.id, speaker.first_execution_run_id))
    same(await world.execute(Speaks.run, "cancel", inbox.id), "done")
    error = await raises(WorkflowFailureError, inbox.result())
    assert isinstance(error.cause, CancelledError), error.cause


@case
async def message_to_nobody_fails(world):
    for what in ("signal", "cancel"):
        result = await world.execute(Speaks.run, what, world.id("nobody"))
        assert "not found" in result.lower(), result
    closed = await world.start(Inbox.run)
    await closed.signal(Inbox.finish)
    await closed.result()
    assert "not found" in (await world.execute(Speaks.run, "signal", closed.id)).lower()
    same(await world.execute(Speaks.run, "cancel", closed.id), "done")
    itself = world.id("itself")
    assert "not found" in (await world.execute(Speaks.run, "signal", itself, id=itself)).lower()
