"""Workflow ids: who may use one again, and when."""

import asyncio

from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from cases import case, raises, same
from lifecycle import Ends
from messages import Inbox
from world import events_of

REUSE = WorkflowIDReusePolicy
CONFLICT = WorkflowIDConflictPolicy


async def completed(world):
    handle = await world.start(Ends.run, "return")
    await handle.result()
    return handle


async def failed(world):
    handle = await world.start(Ends.run, "fail")
    await raises(WorkflowFailureError, handle.result())
    return handle


@case
async def id_of_a_closed_run_is_free_as_the_policy_says(world):
    done, broken = await completed(world), await failed(world)
    for old, policy, free in ((done, REUSE.ALLOW_DUPLICATE, True),
                              (done, REUSE.ALLOW_DUPLICATE_FAILED_ONLY, False),
                              (done, REUSE.REJECT_DUPLICATE, False),
                              (broken, REUSE.REJECT_DUPLICATE, False),
                              (broken, REUSE.ALLOW_DUPLICATE_FAILED_ONLY, True)):
        start = world.start(Ends.run, "return", id=old.id, id_reuse_policy=policy)
        if free:
            await (await start).result()
        else:
            error = await raises(WorkflowAlreadyStartedError, start)
            same((error.workflow_id, error.workflow_type), (old.id, "Ends"))
            assert error.run_id


@case
async def id_of_a_running_run_is_taken(world):
    handle = await world.start(Inbox.run)
    for policy in (REUSE.ALLOW_DUPLICATE, REUSE.ALLOW_DUPLICATE_FAILED_ONLY, REUSE.REJECT_DUPLICATE):
        error = await raises(WorkflowAlreadyStartedError,
                             world.start(Inbox.run, id=handle.id, id_reuse_policy=policy))
        same(error.run_id, handle.first_execution_run_id)
    await handle.signal(Inbox.finish)
    await handle.result()


@case
async def conflict_policy_says_what_becomes_of_the_running_run(world):
    handle = await world.start(Inbox.run)
    await raises(WorkflowAlreadyStartedError,
                 world.start(Inbox.run, id=handle.id, id_conflict_policy=CONFLICT.FAIL))
    same_run = await world.start(Inbox.run, id=handle.id, id_conflict_policy=CONFLICT.USE_EXISTING)
    same(same_run.result_run_id, handle.result_run_id)
    fresh = await world.start(Inbox.run, id=handle.id, id_conflict_policy=CONFLICT.TERMINATE_EXISTING)
    assert fresh.result_run_id != handle.result_run_id
    old = world.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    same((await old.describe()).status, WorkflowExecutionStatus.TERMINATED)
    assert (await events_of(old, "WORKFLOW_EXECUTION_TERMINATED"))[0].reason.startswith("TerminateIfRunning")
    await fresh.signal(Inbox.finish)
    same(await fresh.result(), [])


@case
async def terminate_if_running_starts_anew(world):
    handle = await world.start(Inbox.run)
    fresh = await world.start(Inbox.run, id=handle.id, id_reuse_policy=REUSE.TERMINATE_IF_RUNNING)
    assert fresh.result_run_id != handle.result_run_id
    await fresh.signal(Inbox.finish)
    same(await fresh.result(), [])


@case
async def ten_starts_of_one_id_make_one_run(world):
    id = world.id()

    async def attempt():
        try:
            return (await world.start(Inbox.run, id=id)).result_run_id
        except WorkflowAlreadyStartedError as error:
            return error.run_id

    same(len(set(await asyncio.gather(*(attempt() for _ in range(10))))), 1)
    handle = world.client.get_workflow_handle(id)
    await handle.signal(Inbox.finish)
    await handle.result()


@case
async def handle_with_a_first_run_id_guards_the_chain(world):
    handle = await world.start(Inbox.run)
    await handle.terminate()
    fresh = await world.start(Inbox.run, id=handle.id)
    guarded = world.client.get_workflow_handle(handle.id, first_execution_run_id=handle.first_execution_run_id)
    for call in (guarded.cancel(), guarded.terminate()):
        same((await raises(RPCError, call)).status, RPCStatusCode.NOT_FOUND)
    await fresh.signal(Inbox.finish)
    await fresh.result()
