"""What goes over the wire beside the calls themselves: headers, encoded failures, codecs, long histories, rates."""

import asyncio
import dataclasses
import zlib
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, Interceptor, OutboundInterceptor, WorkflowFailureError
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

from activities import ManyActivities
from cases import case, raises, same
from lifecycle import Ends
from messages import Inbox
from updates import Account
from world import events_of, known_workflow


class Marking(Interceptor):
    """Puts a header on whatever the client sends to a workflow."""

    def intercept_client(self, next):
        return MarkingCalls(next)


class MarkingCalls(OutboundInterceptor):
    def marked(self, input):
        input.headers = {**input.headers, "mark": Payload(metadata={"encoding": b"json/plain"}, data=b'"m"')}
        return input

    async def start_workflow(self, input):
        return await super().start_workflow(self.marked(input))

    async def signal_workflow(self, input):
        return await super().signal_workflow(self.marked(input))

    async def query_workflow(self, input):
        return await super().query_workflow(self.marked(input))

    async def start_workflow_update(self, input):
        return await super().start_workflow_update(self.marked(input))


async def client_like(world, **options):
    """A client of the same server, with other options."""
    return await Client.connect(world.client.service_client.config.target_host, **options)


@known_workflow
@workflow.defn
class Marked:
    """Says which of the calls to it carried a header."""

    def __init__(self):
        self.signalled = None

    @workflow.run
    async def run(self) -> list[Any]:
        await workflow.wait_condition(lambda: self.signalled is not None)
        return [sorted(workflow.info().headers), self.signalled]

    @workflow.signal
    def tell(self) -> None:
        self.signalled = "told"


@case
async def headers_reach_the_history(world):
    marking = await client_like(world, interceptors=[Marking()])
    handle = await marking.start_workflow(Marked.run, id=world.id("marked"), task_queue=world.queue)
    await handle.signal(Marked.tell)
    same(await handle.result(), [["mark"], "told"])
    started = (await events_of(handle, "WORKFLOW_EXECUTION_STARTED"))[0]
    signalled = (await events_of(handle, "WORKFLOW_EXECUTION_SIGNALED"))[0]
    same([started.header.fields["mark"].data, signalled.header.fields["mark"].data], [b'"m"', b'"m"'])


@case
async def queries_and_updates_take_headers(world):
    marking = await client_like(world, interceptors=[Marking()])
    handle = await marking.start_workflow(Account.run, id=world.id("marked"), task_queue=world.queue)
    same(await handle.execute_update(Account.add, 2), 2)
    same(await handle.query(Account.get), 2)
    accepted = (await events_of(handle, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED"))[0]
    same(accepted.accepted_request.input.header.fields["mark"].data, b'"m"')
    await handle.signal(Account.close)
    await handle.result()


class Squeezed(PayloadCodec):
    async def encode(self, payloads):
        return [Payload(metadata={"encoding": b"binary/squeezed"}, data=zlib.compress(each.SerializeToString()))
                for each in payloads]

    async def decode(self, payloads):
        return [Payload.FromString(zlib.decompress(each.data)) if each.metadata["encoding"] == b"binary/squeezed"
                else each for each in payloads]


@case
async def payloads_and_failures_that_only_the_sdk_can_read_pass_through(world):
    converter = dataclasses.replace(DataConverter.default, payload_codec=Squeezed(),
                                    failure_converter_class=DefaultFailureConverterWithEncodedAttributes)
    client = await client_like(world, data_converter=converter)
    queue = world.id("squeezed")
    async with world.worker(queue=queue, client=client):
        async def start(*args):
            return await client.start_workflow(Ends.run, args=args, id=world.id("squeezed"), task_queue=queue)

        same(await (await start("return", {"a": "ä" * 1000})).result(), {"a": "ä" * 1000})
        failing = await start("fail", 1)
        error = (await raises(WorkflowFailureError, failing.result())).cause
        same((error.message, error.type, error.details), ("failed", "Why", (1,)))
    failed = (await events_of(failing, "WORKFLOW_EXECUTION_FAILED"))[0].failure
    same(failed.message, "Encoded failure")
    same(failed.encoded_attributes.metadata["encoding"], b"binary/squeezed")


@case
async def long_history_is_fetched_in_pages(world):
    async with world.own_worker(max_cached_workflows=0, max_concurrent_workflow_task_polls=1,
                                disable_eager_activity_execution=True) as queue:
        handle = await world.start(ManyActivities.run, 270, queue=queue)
        same(await handle.result(), sum(range(270)) + 270)
        handle = await world.start(Inbox.run, queue=queue)
        await asyncio.gather(*(handle.signal(Inbox.put, number) for number in range(20)))
        same(await handle.query(Inbox.times, args=[1, 0]), 20)
        await handle.signal(Inbox.finish)
        await handle.result()


@case
async def rate_of_a_queue_is_kept(world):
    queue = world.id("rate")
    async with world.worker(queue=queue, max_task_queue_activities_per_second=8):
        await asyncio.sleep(0.2)
        begin = asyncio.get_running_loop().time()
        same(await world.execute(ManyActivities.run, 24, queue=queue), sum(range(24)) + 24)
        assert asyncio.get_running_loop().time() - begin > 1
