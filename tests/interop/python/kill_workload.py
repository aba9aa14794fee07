"""What the kill test runs: an order with three activities, of which one is left to somebody outside. The worker is a
process of its own, so that it can be killed."""

import argparse
import asyncio
import logging
import os
import uuid
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

QUEUE = "orders"
LEDGER = ""


def note(*words):
    """One line in the ledger, in one write: a kill leaves it whole or not there."""
    handle = os.open(LEDGER, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, (" ".join(map(str, words)) + "\n").encode())
    os.close(handle)


@activity.defn
async def step(number: int) -> str:
    info = activity.info()
    token = uuid.uuid4().hex
    await asyncio.sleep(0.05)
    note(info.workflow_id, number, info.attempt, token)
    return token


@activity.defn
async def ask_outside() -> str:
    activity.raise_complete_async()


@workflow.defn
class Order:
    def __init__(self):
        self.messages: list[str] = []
        self.amounts: list[int] = []

    @workflow.run
    async def run(self, messages: int) -> dict[str, Any]:
        tokens = [await self.call(step, 0)]
        answer = await workflow.execute_activity(ask_outside, activity_id="outside",
                                                 start_to_close_timeout=timedelta(seconds=120))
        await workflow.wait_condition(lambda: len(set(self.messages)) >= messages)
        tokens.append(await self.call(step, 1))
        await workflow.sleep(0.1)
        return {"tokens": tokens, "answer": answer, "messages": self.messages, "amounts": self.amounts}

    async def call(self, function, number):
        return await workflow.execute_activity(
            function, number, start_to_close_timeout=timedelta(seconds=3),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=100), backoff_coefficient=1))

    @workflow.signal
    def tell(self, message: str) -> None:
        self.messages.append(message)

    @workflow.update
    def add(self, amount: int) -> int:
        self.amounts.append(amount)
        return len(self.amounts)


async def main(options):
    global LEDGER
    LEDGER = options.ledger
    while True:
        try:
            client = await Client.connect(options.address)
            await Worker(client, task_queue=QUEUE, workflows=[Order], activities=[step, ask_outside],
                         workflow_runner=UnsandboxedWorkflowRunner(),
                         sticky_queue_schedule_to_start_timeout=timedelta(seconds=2)).run()
        except (RuntimeError, RPCError):
            await asyncio.sleep(0.2)  # the server is away just now


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--ledger", required=True)
    logging.disable(logging.CRITICAL)
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter="off"))))
    asyncio.run(main(parser.parse_args()))
