"""Workers that end and begin again, small caches, changed code, and the replayer over all histories."""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import Client

from activities import Parcel, fails_until, nothing, quick_retry, weigh
from cases import cached_case, case, eventually, same
from messages import Inbox
from updates import Account
from world import event_names, events_of, known_workflow


@known_workflow
@workflow.defn
class Steps:
    """Ten steps of all kinds, each after a signal, so that workers can change between any two."""

    def __init__(self):
        self.allowed = 0
        self.taken: list[Any] = []

    @workflow.run
    async def run(self) -> list[Any]:
        for number in range(10):
            await workflow.wait_condition(lambda: self.allowed > number)
            self.taken.append(await self.step(number))
        return self.taken

    async def step(self, number):
        if number % 3 == 0:
            parcel = await workflow.execute_activity(weigh, args=[Parcel("p"), number],
                                                     start_to_close_timeout=timedelta(seconds=20))
            return parcel.grams
        if number % 3 == 1:
            await workflow.sleep(0.02)
            return str(workflow.uuid4())
        return await workflow.execute_local_activity(fails_until, 2, retry_policy=quick_retry(),
                                                     start_to_close_timeout=timedelta(seconds=20))

    @workflow.signal
    def allow(self) -> None:
        self.allowed += 1

    @workflow.query
    def so_far(self) -> list[Any]:
        return self.taken


async def walk(world, handle, begin, end):
    for number in range(begin, end):
        await handle.signal(Steps.allow)

        async def taken():
            return len(await handle.query(Steps.so_far)) == number + 1

        await eventually(taken)


@case
async def run_goes_on_with_the_next_worker(world):
    queue = world.id("relay")
    handle = await world.start(Steps.run, queue=queue)
    for begin, end in ((0, 3), (3, 4), (4, 8), (8, 10)):
        async with world.worker(queue=queue):
            await walk(world, handle, begin, end)
    result = await handle.result()
    same([result[0], result[2], result[3], result[9]], [0, 2, 3, 9])


@case
async def signal_and_query_after_a_worker_went_do_not_wait_for_its_sticky_queue(world):
    queue = world.id("relay")
    handle = await world.start(Account.run, queue=queue)
    async with world.worker(queue=queue):
        same(await handle.execute_update(Account.add, 1), 1)
    begin = asyncio.get_running_loop().time()
    async with world.worker(queue=queue):
        same(await handle.query(Account.get), 1)
        same(await handle.execute_update(Account.add, 1), 2)
        await handle.signal(Account.close)
        same(await handle.result(), 2)
    assert asyncio.get_running_loop().time() - begin < 8


@case
async def cache_of_one_run_serves_many(world):
    async with world.own_worker(max_cached_workflows=1, max_concurrent_workflow_task_polls=2) as queue:
        handles = [await world.start(Steps.run, queue=queue) for _ in range(4)]
        await asyncio.gather(*(walk(world, handle, 0, 10) for handle in handles))
        for handle in handles:
            same((await handle.result())[9], 9)


@case
async def worker_without_a_cache_serves_signals_queries_and_updates(world):
    async with world.own_worker(max_cached_workflows=0, max_concurrent_workflow_task_polls=1) as queue:
        handle = await world.start(Account.run, queue=queue)
        for number in range(1, 6):
            same(await handle.execute_update(Account.add, 1), number)
            same(await handle.query(Account.get), number)
        await handle.signal(Account.close)
        same(await handle.result(), 5)


@cached_case
async def two_workers_share_a_queue(world):
    queue = world.id("shared")
    other = await Client.connect(world.client.service_client.config.target_host, identity="the other")
    async with world.worker(queue=queue, client=other), world.worker(queue=queue):
        handles = [await world.start(Steps.run, queue=queue) for _ in range(6)]
        await asyncio.gather(*(walk(world, handle, 0, 10) for handle in handles))
        for handle in handles:
            await handle.result()
    identities = set()
    for handle in handles:
        identities |= {each.identity for each in await events_of(handle, "WORKFLOW_TASK_STARTED")}
    same(len(identities), 2)


@workflow.defn(name="Repaired")
class Broken:
    """The build with the fault: fails its task, not its run."""

    @workflow.run
    async def run(self) -> str:
        raise RuntimeError("a fault in the code")


@known_workflow
@workflow.defn
class Repaired:
    @workflow.run
    async def run(self) -> str:
        await workflow.sleep(0.01)
        return "healed"


@case
async def repaired_build_heals_the_run(world):
    queue = world.id("repair")
    handle = await world.start(Repaired.run, queue=queue, task_timeout=timedelta(seconds=2))
    async with world.worker(queue=queue, workflows=[Broken]):
        async def failed():
            return await events_of(handle, "WORKFLOW_TASK_FAILED")

        (failure, *_) = await eventually(failed)
        same(failure.failure.message, "a fault in the code")
    async with world.worker(queue=queue):
        same(await handle.result(), "healed")


@workflow.defn(name="Changed")
class Before:
    """The build before a step was put in."""

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.wait_condition(lambda: getattr(self, "go", False))
        await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=20))
        return ["old"]

    @workflow.signal
    def go_on(self) -> None:
        self.go = True


@known_workflow
@workflow.defn
class Changed:
    """The build after it: old runs go the old way, new ones the new."""

    @workflow.run
    async def run(self) -> list[str]:
        if workflow.patched("a step more"):
            await workflow.sleep(0.01)
            way = ["new"]
        else:
            way = ["old"]
        await workflow.wait_condition(lambda: getattr(self, "go", False))
        await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=20))
        return way

    @workflow.signal
    def go_on(self) -> None:
        self.go = True


@case
async def patched_code_runs_old_and_new_runs(world):
    queue = world.id("patch")
    old = await world.start("Changed", queue=queue, result_type=list)
    async with world.worker(queue=queue, workflows=[Before]):
        async def begun():
            return "WORKFLOW_TASK_COMPLETED" in await event_names(old)

        await eventually(begun)
    new = await world.start("Changed", queue=queue, result_type=list)
    async with world.worker(queue=queue):
        await old.signal("go_on")
        await new.signal("go_on")
        same((await old.result(), await new.result()), (["old"], ["new"]))
    same([each.marker_name for each in await events_of(new, "MARKER_RECORDED")], ["core_patch"])
    same([each.marker_name for each in await events_of(old, "MARKER_RECORDED")], [])

    async def listed():
        query = f"TemporalChangeVersion = 'a step more' AND WorkflowId = '{new.id}'"
        return [each.id async for each in world.client.list_workflows(query)]

    same(await eventually(listed), [new.id])


@workflow.defn(name="Diverges")
class WithTimer:
    """The build that made the history."""

    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(1)
        await workflow.sleep(60)


@workflow.defn(name="Diverges")
class WithActivity:
    """A build that cannot repeat it."""

    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=20))


@case
async def diverging_code_fails_the_task_as_nondeterministic(world):
    queue = world.id("diverge")
    handle = await world.start(WithTimer.run, queue=queue)
    async with world.worker(queue=queue, workflows=[WithTimer]):
        async def asleep():
            return "TIMER_STARTED" in await event_names(handle)

        await eventually(asleep)
    async with world.worker(queue=queue, workflows=[WithActivity]):
        async def failed():
            return await events_of(handle, "WORKFLOW_TASK_FAILED")

        (failure, *_) = await eventually(failed)
        same(failure.cause, WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR)
    await handle.terminate()


@case
async def workflow_of_an_unknown_type_waits_for_its_worker(world):
    queue = world.id("unknown")
    handle = await world.start(Repaired.run, queue=queue, task_timeout=timedelta(seconds=2))
    async with world.worker(queue=queue, workflows=[Stranger]):
        async def failed():
            return await events_of(handle, "WORKFLOW_TASK_FAILED")

        await eventually(failed)
    async with world.worker(queue=queue):
        same(await handle.result(), "healed")


@workflow.defn
class Stranger:
    @workflow.run
    async def run(self) -> None:
        pass
