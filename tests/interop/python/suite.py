"""The Python SDK against a server: every case, then the SDK's own replayer over every history that they made."""

import argparse
import asyncio
import logging

from temporalio.client import Client
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig

import cases
import replay
import world as world_module
from leave import leave

MODULES = ["activities", "messages", "updates", "children", "lifecycle", "identifiers", "visibility", "restarts",
           "wire"]


async def connect(address):
    """A client, once the server answers and knows its namespace."""
    for _ in range(200):
        try:
            client = await Client.connect(address)
            await client.count_workflows("WorkflowId = 'none'")
            return client
        except Exception as error:
            last = error
            await asyncio.sleep(0.1)
    raise last


async def main(options):
    for module in MODULES:
        __import__(module)
    world = world_module.World(await connect(options.address), options.cached_runs)
    async with world.worker():
        ran, failed = await cases.run_all(world, options.only)
        failed += await replay.run_all(world)
    print(f"{ran} cases, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--cached-runs", type=int, default=1000)
    logging.disable(logging.ERROR)
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter="off"))))
    leave(asyncio.run(main(parser.parse_args())))
