"""The SDK's test environment starts the server by itself, with its own flags, as it starts Temporal's development
server."""

import argparse
import asyncio
import tempfile
import uuid

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from leave import leave

SHOP = SearchAttributeKey.for_keyword("Shop")


@workflow.defn
class Greet:
    @workflow.run
    async def run(self, name: str) -> str:
        await workflow.sleep(0.01)
        return "hello " + name


async def greets(environment, name):
    queue = str(uuid.uuid4())
    async with Worker(environment.client, task_queue=queue, workflows=[Greet],
                      workflow_runner=UnsandboxedWorkflowRunner()):
        return await environment.client.execute_workflow(
            Greet.run, name, id="greet-" + name, task_queue=queue,
            search_attributes=TypedSearchAttributes([SearchAttributePair(SHOP, "corner")]))


async def in_memory(program):
    async with await WorkflowEnvironment.start_local(
            dev_server_existing_path=program, namespace="shop", search_attributes=[SHOP],
            dev_server_log_level="error") as environment:
        assert environment.client.namespace == "shop"
        assert await greets(environment, "you") == "hello you"


async def on_a_file(program):
    """What the first environment wrote, the second one finds."""
    with tempfile.TemporaryDirectory(prefix="skald-interop-") as folder:
        options = {"dev_server_existing_path": program, "search_attributes": [SHOP], "dev_server_log_level": "error",
                   "dev_server_database_filename": folder + "/environment.db"}
        async with await WorkflowEnvironment.start_local(**options) as environment:
            assert await greets(environment, "first") == "hello first"
        async with await WorkflowEnvironment.start_local(**options) as environment:
            handle = environment.client.get_workflow_handle("greet-first")
            assert await handle.result() == "hello first"
            assert await greets(environment, "second") == "hello second"


async def main(options):
    program = options.temporal if options.server == "real" else options.server
    await in_memory(program)
    print("ok     in memory, with a namespace of its own")
    await on_a_file(program)
    print("ok     on a file, twice")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--only", help="not of use here")
    leave(asyncio.run(main(parser.parse_args())))
