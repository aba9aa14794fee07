"""The runs that the pages show: closed, failed and waiting ones, with children, activities and attributes."""

import asyncio

from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

import world
from activities import CallActivity
from children import ChildOrder, Parent
from lifecycle import Ends
from messages import Inbox
from updates import Account

CUSTOMER = SearchAttributeKey.for_keyword("Customer")


async def prepared(address):
    """A worker for the runs, not started, on a server that has them all."""
    client = await connected(address)

    async def start(workflow, *args, queue="cli", **options):
        await client.start_workflow(workflow, args=args, task_queue=queue, **options)

    await start(Inbox.run, id="inbox", memo={"note": "n"}, static_summary="an inbox", search_attributes=TypedSearchAttributes(
        [SearchAttributePair(CUSTOMER, "acme")]))
    await start(Account.run, 10, id="account")
    await start(Parent.run, ChildOrder("return", 1), id="parent")
    await start(Ends.run, "fail", 1, id="failed")
    await start(CallActivity.run, "nothing", [], {}, id="activity")
    await start(Inbox.run, id="waits", queue="nobody")
    return world.World(client, 100).worker(queue="cli")


async def connected(address):
    while True:
        try:
            client = await Client.connect(address, identity="interop")
            await client.count_workflows("WorkflowId = 'none'")
            return client
        except Exception:
            await asyncio.sleep(0.1)
