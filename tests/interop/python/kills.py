"""kill -9 of the server and of a Python worker, again and again, under orders that go on: what was acknowledged to
somebody outside must be in the histories, no result twice, and every order must end."""

import argparse
import asyncio
import logging
import pathlib
import random
import signal
import subprocess
import sys
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from temporalio.api.enums.v1 import EventType  # noqa: E402
from temporalio.client import Client  # noqa: E402
from temporalio.exceptions import WorkflowAlreadyStartedError  # noqa: E402
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig  # noqa: E402
from temporalio.service import RPCError, RPCStatusCode  # noqa: E402
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner  # noqa: E402

from kill_workload import QUEUE, Order  # noqa: E402
from leave import leave  # noqa: E402
from server import Server  # noqa: E402

KILLS = 10
SECONDS_BETWEEN = 3.5
LANES = 6
SECONDS_TO_END = 60
MESSAGES = 3


class Acknowledged:
    """What the client of one order was told is done."""

    def __init__(self):
        self.id = "order-" + uuid.uuid4().hex[:12]
        self.messages = []  # acknowledged at the first call: must be there exactly once
        self.answer = None
        self.amounts = []
        self.result = None


class WorkerProcess:
    def __init__(self, address, ledger):
        self.command = [sys.executable, str(HERE / "kill_workload.py"), "--address", address, "--ledger", ledger]
        self.start()

    def start(self):
        self.is_wanted = True
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)

    def kill(self):
        self.is_wanted = False
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    async def keep_up(self):
        """Starts it again when it gives up by itself, as whoever runs workers does."""
        while True:
            await asyncio.sleep(0.2)
            if self.is_wanted and self.process.poll() is not None:
                print(f"the worker gave up: {self.process.communicate()[1][-300:]}", flush=True)
                self.start()


async def insist(call):
    """Calls until it is acknowledged; says whether the first try was, and what came back."""
    tries = 0
    while True:
        try:
            return tries == 0, await call()
        except RPCError as error:
            if error.status in (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.ALREADY_EXISTS):
                raise
            if error.status == RPCStatusCode.NOT_FOUND and tries > 50:
                raise
            tries += 1
            await asyncio.sleep(0.1)


async def order(client, told):
    """One order from start to result, every step acknowledged."""
    async def begin():
        try:
            return await client.start_workflow(Order.run, MESSAGES, id=told.id, task_queue=QUEUE)
        except WorkflowAlreadyStartedError:
            return client.get_workflow_handle(told.id)

    _, handle = await insist(begin)
    for number in range(MESSAGES):
        message = f"{told.id}/{number}"
        first, _ = await insist(lambda: handle.signal(Order.tell, message))
        told.messages.append((message, first))
    _, count = await insist(lambda: handle.execute_update(Order.add, 5, id="add"))
    told.amounts.append(count)
    await answer(client, told)
    _, told.result = await insist(client.get_workflow_handle_for(Order.run, told.id).result)


async def answer(client, told):
    """Completes the activity that was left to us, once it has started."""
    outside = client.get_async_activity_handle(workflow_id=told.id, run_id=None, activity_id="outside")
    value = uuid.uuid4().hex
    while True:
        try:
            await outside.complete(value)
            told.answer = value
            return
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND and await answered(client, told):
                return  # the try that nobody acknowledged did arrive
            await asyncio.sleep(0.1)


async def answered(client, told):
    """Whether the history says that the activity left to us is completed."""
    scheduled = None
    try:
        async for event in client.get_workflow_handle(told.id).fetch_history_events():
            if event.activity_task_scheduled_event_attributes.activity_id == "outside":
                scheduled = event.event_id
            if scheduled and event.activity_task_completed_event_attributes.scheduled_event_id == scheduled:
                return True
    except RPCError:
        pass
    return False


async def lane(client, deadline, orders):
    while time.monotonic() < deadline[0]:
        told = Acknowledged()
        orders.append(told)
        await order(client, told)


async def kill_again_and_again(server, worker, chance):
    for number in range(KILLS):
        await asyncio.sleep(SECONDS_BETWEEN * (0.7 + 0.6 * chance.random()))
        victims = chance.choice(["server", "worker", "server", "both"])
        print(f"kill {number + 1}: {victims}", flush=True)
        if victims != "server":
            worker.kill()
        if victims != "worker":
            server.kill()
            await asyncio.sleep(chance.random())
            await asyncio.to_thread(server.start)
        if victims != "server":
            worker.start()


async def report_open(client, orders):
    """Says of orders that do not end what the server knows of them."""
    for told in orders:
        print(f"FAILED {told.id} does not end; acknowledged: {vars(told)}")
        handle = client.get_workflow_handle(told.id)
        async for event in handle.fetch_history_events():
            print(f"  {event.event_id} {event.event_time.ToJsonString()} {EventType.Name(event.event_type)}")
        print((await handle.describe()).raw_description)


async def check(client, told, ledger):
    """What is wrong with one order, as sentences."""
    handle = client.get_workflow_handle(told.id)
    events = [event async for event in handle.fetch_history_events()]
    found = []
    if [event.event_id for event in events] != list(range(1, len(events) + 1)):
        found.append("its event ids have gaps")
    done = [event.activity_task_completed_event_attributes.scheduled_event_id for event in events
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED]
    if len(done) != 3 or len(set(done)) != 3:
        found.append(f"activities completed: {done}")
    messages = told.result["messages"]
    for message, first in told.messages:
        if message not in messages or (first and messages.count(message) != 1):
            found.append(f"{message} was acknowledged and came {messages.count(message)} times")
    if told.answer and told.result["answer"] != told.answer:
        found.append(f"the answer {told.answer} was acknowledged, recorded is {told.result['answer']}")
    if told.result["amounts"] != [5] or told.amounts != [1]:
        found.append(f"the update was recorded as {told.result['amounts']}, acknowledged as {told.amounts}")
    for number, token in enumerate(told.result["tokens"]):
        if (told.id, str(number), token) not in ledger:
            found.append(f"step {number} has a result that nobody made")
    return found


async def check_all(client, orders, ledger_file):
    lines = [line.split() for line in pathlib.Path(ledger_file).read_text().splitlines()]
    ledger = {(line[0], line[1], line[3]) for line in lines}
    failed = 0
    for told in orders:
        for sentence in await check(client, told, ledger):
            failed += 1
            print(f"FAILED {told.id}: {sentence}")
    histories = client.list_workflows(f"TaskQueue = '{QUEUE}'").map_histories()
    replayer = Replayer(workflows=[Order], workflow_runner=UnsandboxedWorkflowRunner())
    results = await replayer.replay_workflows(histories, raise_on_replay_failure=False)
    for run, error in results.replay_failures.items():
        failed += 1
        print(f"FAILED replay of {run}: {error}")
    print(f"{len(orders)} orders, {len(lines)} attempts, {KILLS} kills, {failed} failed")
    return failed


async def connect(address):
    while True:
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.1)


async def main(options):
    print(f"seed {options.seed}")
    with Server(options.server, options.temporal) as server:
        ledger = str(pathlib.Path(server.folder.name) / "ledger.txt")
        client = await connect(server.address)
        worker = WorkerProcess(server.address, ledger)
        upkeep = asyncio.create_task(worker.keep_up())
        deadline, orders = [time.monotonic() + 600], []
        try:
            lanes = [asyncio.create_task(lane(client, deadline, orders)) for _ in range(LANES)]
            await kill_again_and_again(server, worker, random.Random(options.seed))
            deadline[0] = 0
            await asyncio.wait_for(asyncio.gather(*lanes), SECONDS_TO_END)
            return 1 if await check_all(client, orders, ledger) or len(orders) < LANES else 0
        except asyncio.TimeoutError:
            await report_open(client, [told for told in orders if not told.result])
            return 1
        finally:
            upkeep.cancel()
            worker.kill()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--only", help="not of use here")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    logging.disable(logging.CRITICAL)
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter="off"))))
    leave(asyncio.run(main(parser.parse_args())))
