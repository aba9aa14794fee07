"""The SDK's own replayer over every history of the suite: what the server recorded, the SDK must be able to repeat."""

from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from world import WORKFLOWS

# Made to fail its tasks, so its code cannot repeat what the server recorded of them.
LEFT_OUT = {"UpsertsUnknown"}
# Ids of runs whose payloads only another codec can read.
CODED = "squeezed"


async def run_all(world):
    """Replays all runs whose workflow the suite knows; gives the number of histories that diverge."""
    names = {kind.__name__ for kind in WORKFLOWS} - LEFT_OUT
    histories = world.client.list_workflows("ExecutionStatus != 'Terminated'").map_histories()

    async def known():
        async for history in histories:
            kind = history.events[0].workflow_execution_started_event_attributes.workflow_type.name
            if kind in names and not history.workflow_id.startswith(CODED):
                yield history

    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=UnsandboxedWorkflowRunner(), debug_mode=True)
    count = failed = 0
    async with replayer.workflow_replay_iterator(known()) as results:
        async for result in results:
            count += 1
            if result.replay_failure:
                failed += 1
                print(f"FAILED replay of {result.history.workflow_id}: {result.replay_failure}", flush=True)
    print(f"{count} histories replayed", flush=True)
    return failed
