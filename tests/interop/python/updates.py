"""Updates: acceptance, rejection, stages, duplicates, and updates that come with a start."""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.client import (WithStartWorkflowOperation, WorkflowUpdateFailedError,
                               WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowUpdateStage)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities import Parcel, weigh
from cases import cached_case, case, eventually, raises, same
from world import event_names, events_of, known_workflow


@known_workflow
@workflow.defn
class Account:
    @workflow.init
    def __init__(self, balance: int = 0):
        self.balance = balance
        self.open = True
        self.released = False

    @workflow.run
    async def run(self, balance: int = 0) -> int:
        await workflow.wait_condition(lambda: not self.open)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.balance

    @workflow.update
    def add(self, amount: int) -> int:
        self.balance += amount
        return self.balance

    @add.validator
    def check_add(self, amount: int) -> None:
        if amount < 0:
            raise ApplicationError("negative", amount, type="Negative")

    @workflow.update
    async def add_by_activity(self, grams: int) -> int:
        parcel = await workflow.execute_activity(
            weigh, args=[Parcel("p"), grams], start_to_close_timeout=timedelta(seconds=20))
        self.balance += parcel.grams
        return self.balance

    @workflow.update
    async def add_when_released(self, amount: int) -> int:
        await workflow.wait_condition(lambda: self.released)
        self.balance += amount
        return self.balance

    @workflow.update
    async def fails(self) -> None:
        raise ApplicationError("refused late", 1, type="Late")

    @workflow.update
    def which(self) -> Any:
        info = workflow.current_update_info()
        return [info.id, info.name] if info else None

    @workflow.update
    async def close_at_once(self) -> str:
        self.open = False
        return "closed"

    @workflow.signal
    def release(self) -> None:
        self.released = True

    @workflow.signal
    def close(self) -> None:
        self.open = False

    @workflow.query
    def get(self) -> int:
        return self.balance


async def closed(handle):
    await handle.signal(Account.close)
    return await handle.result()


@case
async def update_is_accepted_and_completed(world):
    handle = await world.start(Account.run, 10)
    same(await handle.execute_update(Account.add, 5), 15)
    same(await handle.execute_update(Account.add_by_activity, 7), 22)
    same(await closed(handle), 22)
    names = await event_names(handle)
    same(names.count("WORKFLOW_EXECUTION_UPDATE_ACCEPTED"), 2)
    same(names.count("WORKFLOW_EXECUTION_UPDATE_COMPLETED"), 2)


@case
async def rejected_update_leaves_no_event(world):
    handle = await world.start(Account.run)
    same(await handle.execute_update(Account.add, 1), 1)
    before = await event_names(handle)
    error = await raises(WorkflowUpdateFailedError, handle.execute_update(Account.add, -5))
    same((error.cause.message, error.cause.type, error.cause.details), ("negative", "Negative", (-5,)))
    same(await event_names(handle), before)
    same(await handle.execute_update(Account.add, 1), 2)
    same(await closed(handle), 2)


@case
async def first_update_of_all_may_be_rejected(world):
    handle = await world.start(Account.run)
    await raises(WorkflowUpdateFailedError, handle.execute_update(Account.add, -1))
    same(await closed(handle), 0)


@case
async def failed_handler_fails_the_update_alone(world):
    handle = await world.start(Account.run)
    error = await raises(WorkflowUpdateFailedError, handle.execute_update(Account.fails))
    same((error.cause.message, error.cause.type, error.cause.details), ("refused late", "Late", (1,)))
    same(await closed(handle), 0)


@case
async def unknown_update_is_rejected(world):
    handle = await world.start(Account.run)
    error = await raises(WorkflowUpdateFailedError, handle.execute_update("no_such", 1))
    assert "no_such" in str(error.cause), error.cause
    same(await closed(handle), 0)


@case
async def accepted_update_is_waited_for_later(world):
    handle = await world.start(Account.run)
    update = await handle.start_update(Account.add_when_released, 4, id="one",
                                       wait_for_stage=WorkflowUpdateStage.ACCEPTED)
    same(update.workflow_run_id, handle.result_run_id)
    waiting = asyncio.create_task(update.result())
    same(await handle.query(Account.get), 0)
    await handle.signal(Account.release)
    same(await waiting, 4)
    same(await handle.get_update_handle("one").result(), 4)
    same(await closed(handle), 4)
    same(await handle.get_update_handle("one").result(), 4)


@case
async def update_of_a_known_id_runs_once(world):
    handle = await world.start(Account.run)
    same(await handle.execute_update(Account.add, 3, id="same"), 3)
    same(await handle.execute_update(Account.add, 3, id="same"), 3)
    first = await handle.start_update(Account.add_when_released, 10, id="slow",
                                      wait_for_stage=WorkflowUpdateStage.ACCEPTED)
    second = asyncio.create_task(handle.execute_update(Account.add_when_released, 10, id="slow"))
    await handle.signal(Account.release)
    same((await first.result(), await second), (13, 13))
    same(await closed(handle), 13)
    same(await raises_or_result(handle.execute_update(Account.add, 3, id="same")), 3)


async def raises_or_result(awaitable):
    try:
        return await awaitable
    except (RPCError, WorkflowUpdateFailedError) as error:
        return error


@case
async def update_knows_its_id(world):
    handle = await world.start(Account.run)
    same(await handle.execute_update(Account.which, id="mine"), ["mine", "which"])
    await closed(handle)


@case
async def nine_updates_at_once_are_all_done(world):
    handle = await world.start(Account.run)
    results = await asyncio.gather(*(handle.execute_update(Account.add, 1) for _ in range(9)))
    same(sorted(results), list(range(1, 10)))
    same(await closed(handle), 9)


@cached_case
async def updates_and_queries_and_signals_mix(world):
    handle = await world.start(Account.run)
    updates = [handle.execute_update(Account.add_by_activity, 1) for _ in range(5)]
    queries = [handle.query(Account.get) for _ in range(5)]
    await asyncio.gather(*updates, *queries, handle.signal(Account.release))
    same(await handle.query(Account.get), 5)
    same(await closed(handle), 5)


@case
async def update_may_close_its_run(world):
    handle = await world.start(Account.run)
    same(await handle.execute_update(Account.close_at_once), "closed")
    same(await handle.result(), 0)


@case
async def update_of_a_closed_or_missing_run_is_not_found(world):
    handle = await world.start(Account.run)
    await closed(handle)
    error = await raises(RPCError, handle.execute_update(Account.add, 1))
    same((error.status, str(error)), (RPCStatusCode.NOT_FOUND, "workflow execution already completed"))
    missing = world.client.get_workflow_handle(world.id())
    same((await raises(RPCError, missing.execute_update("add", 1))).status, RPCStatusCode.NOT_FOUND)
    error = await raises(RPCError, handle.get_update_handle("never").result())
    same(error.status, RPCStatusCode.NOT_FOUND)


@known_workflow
@workflow.defn
class EndsUnderUpdate:
    """Completes while a handler of it still waits."""

    def __init__(self):
        self.done = False

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.done)
        return "over"

    @workflow.update(unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON)
    async def wait_for_ever(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def end(self) -> None:
        self.done = True


@case
async def update_whose_run_ends_first_fails(world):
    for end in ("complete", "terminate"):
        handle = await world.start(EndsUnderUpdate.run)
        update = await handle.start_update(EndsUnderUpdate.wait_for_ever,
                                           wait_for_stage=WorkflowUpdateStage.ACCEPTED)
        await (handle.signal(EndsUnderUpdate.end) if end == "complete" else handle.terminate())
        error = await raises(WorkflowUpdateFailedError, update.result())
        same(error.cause.type, "AcceptedUpdateCompletedWorkflow")


@case
async def update_nobody_takes_is_given_up_by_its_caller(world):
    handle = await world.start(Account.run, queue=world.id("nobody"))
    await raises(WorkflowUpdateRPCTimeoutOrCancelledError,
                 handle.execute_update(Account.add, 1, rpc_timeout=timedelta(seconds=1.5)))
    await handle.terminate()


@case
async def update_before_the_first_task_comes_with_it(world):
    queue = world.id("late")
    handle = await world.start(Account.run, 1, queue=queue)
    update = asyncio.create_task(handle.execute_update(Account.add, 2))
    await asyncio.sleep(0.3)
    async with world.worker(queue=queue):
        same(await update, 3)
        same(await closed(handle), 3)


@known_workflow
@workflow.defn
class Relay:
    """Continues as new at once when told to; updates that it has not taken go to the next run."""

    @workflow.init
    def __init__(self, generation: int):
        self.generation = generation
        self.go = False

    @workflow.run
    async def run(self, generation: int) -> int:
        if generation == 0:
            await workflow.wait_condition(lambda: self.go)
            workflow.continue_as_new(1)
        await workflow.wait_condition(lambda: self.go)
        return generation

    @workflow.update
    def generation_now(self) -> int:
        return self.generation

    @workflow.signal
    def go_on(self) -> None:
        self.go = True


@case
async def updates_reach_the_next_run_of_a_chain(world):
    handle = await world.start(Relay.run, 0)
    chain = world.client.get_workflow_handle(handle.id)
    same(await chain.execute_update(Relay.generation_now), 0)
    await chain.signal(Relay.go_on)

    async def next_run():
        return (await chain.describe()).run_id != handle.first_execution_run_id

    await eventually(next_run)
    same(await chain.execute_update(Relay.generation_now), 1)
    await chain.signal(Relay.go_on)
    same(await handle.result(), 1)


def start_operation(world, id, policy, *args):
    return WithStartWorkflowOperation(Account.run, args=args, id=id, task_queue=world.queue,
                                      id_conflict_policy=policy)


@case
async def update_with_start_starts_the_run_and_updates_it(world):
    id = world.id()
    first = start_operation(world, id, WorkflowIDConflictPolicy.USE_EXISTING, 100)
    same(await world.client.execute_update_with_start_workflow(Account.add, 1, start_workflow_operation=first), 101)
    second = start_operation(world, id, WorkflowIDConflictPolicy.USE_EXISTING, 100)
    same(await world.client.execute_update_with_start_workflow(Account.add, 2, start_workflow_operation=second), 103)
    same((await first.workflow_handle()).result_run_id, (await second.workflow_handle()).result_run_id)
    same(await closed(await first.workflow_handle()), 103)


@case
async def update_with_start_of_a_running_id_fails_if_it_must(world):
    id = world.id()
    handle = await world.start(Account.run, id=id)
    again = start_operation(world, id, WorkflowIDConflictPolicy.FAIL)
    await raises(WorkflowAlreadyStartedError, world.client.execute_update_with_start_workflow(
        Account.add, 1, start_workflow_operation=again))
    await raises(WorkflowAlreadyStartedError, again.workflow_handle())
    await closed(handle)


@case
async def rejected_update_with_start_leaves_the_run(world):
    operation = start_operation(world, world.id(), WorkflowIDConflictPolicy.FAIL)
    await raises(WorkflowUpdateFailedError, world.client.execute_update_with_start_workflow(
        Account.add, -1, start_workflow_operation=operation))
    handle = await operation.workflow_handle()
    same(await handle.execute_update(Account.add, 1), 1)
    same(await closed(handle), 1)


@case
async def accepted_events_hold_the_request(world):
    handle = await world.start(Account.run)
    await handle.execute_update(Account.add, 6, id="six")
    await closed(handle)
    accepted = (await events_of(handle, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED"))[0]
    same(accepted.accepted_request.input.name, "add")
    same(accepted.accepted_request.input.args.payloads[0].data, b"6")
    same((accepted.accepted_request.meta.update_id, accepted.protocol_instance_id), ("six", "six"))
    completed = (await events_of(handle, "WORKFLOW_EXECUTION_UPDATE_COMPLETED"))[0]
    same(completed.outcome.success.payloads[0].data, b"6")
