"""What every case is given: a client, a worker that knows all workflows and activities, and names of its own."""

import concurrent.futures
import contextlib
import uuid

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

WORKFLOWS = []
ACTIVITIES = []


def known_workflow(kind):
    """Decorator: the shared worker runs this workflow, and the replayer knows it at the end."""
    WORKFLOWS.append(kind)
    return kind


def known_activity(function):
    ACTIVITIES.append(function)
    return function


class World:
    def __init__(self, client: Client, cached_runs: int):
        self.client = client
        self.cached_runs = cached_runs
        self.queue = "suite-" + uuid.uuid4().hex[:8]
        self.prefix = uuid.uuid4().hex[:8]
        self.count = 0
        self.threads = concurrent.futures.ThreadPoolExecutor(8)

    def id(self, name="run"):
        """A workflow id that nobody else has."""
        self.count += 1
        return f"{name}-{self.prefix}-{self.count}"

    async def start(self, workflow, *args, queue=None, **options):
        options.setdefault("id", self.id(getattr(workflow, "__qualname__", str(workflow)).split(".")[0]))
        return await self.client.start_workflow(workflow, args=args, task_queue=queue or self.queue, **options)

    async def execute(self, workflow, *args, **options):
        handle = await self.start(workflow, *args, **options)
        return await handle.result()

    def worker(self, queue=None, **options):
        options.setdefault("workflows", WORKFLOWS)
        options.setdefault("activities", ACTIVITIES)
        options.setdefault("activity_executor", self.threads)
        options.setdefault("max_cached_workflows", self.cached_runs)
        if not options["max_cached_workflows"]:
            options.setdefault("max_concurrent_workflow_task_polls", 1)
        client = options.pop("client", self.client)
        return Worker(client, task_queue=queue or self.queue, workflow_runner=UnsandboxedWorkflowRunner(),
                      debug_mode=True, **options)

    @contextlib.asynccontextmanager
    async def own_worker(self, **options):
        """A worker on a queue of its own; gives the queue's name."""
        queue = f"own-{uuid.uuid4().hex[:8]}"
        async with self.worker(queue=queue, **options):
            yield queue


async def event_names(handle):
    """The types of a run's events, in order: WORKFLOW_EXECUTION_STARTED, …"""
    names = []
    async for event in handle.fetch_history_events():
        names.append(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_"))
    return names


async def events_of(handle, name):
    """The attributes of the run's events of one type."""
    found = []
    async for event in handle.fetch_history_events():
        if EventType.Name(event.event_type) == "EVENT_TYPE_" + name:
            found.append(getattr(event, event.WhichOneof("attributes")))
    return found
