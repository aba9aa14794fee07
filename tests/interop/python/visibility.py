"""What is kept about runs and found again: search attributes, memo, summaries, list, count, describe, delete."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from cases import case, eventually, raises, same
from lifecycle import Ends
from messages import Inbox
from world import event_names, events_of, known_workflow

CUSTOMER = SearchAttributeKey.for_keyword("Customer")
AMOUNT = SearchAttributeKey.for_int("Amount")
WEIGHT = SearchAttributeKey.for_float("Weight")
URGENT = SearchAttributeKey.for_bool("Urgent")
DUE = SearchAttributeKey.for_datetime("Due")
LABELS = SearchAttributeKey.for_keyword_list("Labels")
NOTE = SearchAttributeKey.for_text("Note")
DAY = datetime(2031, 2, 3, 4, 5, 6, tzinfo=timezone.utc)


def attributes(*pairs):
    return TypedSearchAttributes([SearchAttributePair(key, value) for key, value in pairs])


@known_workflow
@workflow.defn
class Upserts:
    """Changes its attributes and its memo, and waits."""

    def __init__(self):
        self.done = False

    @workflow.run
    async def run(self) -> list[Any]:
        workflow.upsert_search_attributes([CUSTOMER.value_set("new"), AMOUNT.value_set(5), URGENT.value_unset()])
        workflow.upsert_memo({"added": [1], "gone": None, "kept": "changed"})
        await workflow.wait_condition(lambda: self.done)
        now = workflow.info().typed_search_attributes
        return [now.get(CUSTOMER), now.get(AMOUNT), now.get(URGENT), workflow.memo_value("added"),
                workflow.memo_value("gone", "none")]

    @workflow.signal
    def finish(self) -> None:
        self.done = True


@case
async def attributes_of_every_type_are_kept_and_found(world):
    mark = world.id("mark")
    handle = await world.start(Inbox.run, search_attributes=attributes(
        (CUSTOMER, mark), (AMOUNT, 42), (WEIGHT, 2.5), (URGENT, True), (DUE, DAY), (LABELS, ["red", "green"]),
        (NOTE, "handle with care")))
    described = (await handle.describe()).typed_search_attributes
    same([described[key] for key in (CUSTOMER, AMOUNT, WEIGHT, URGENT, DUE, LABELS, NOTE)],
         [mark, 42, 2.5, True, DAY, ["red", "green"], "handle with care"])
    for condition in ("Amount = 42", "Amount > 41 AND Amount <= 42", "Weight < 3.0", "Urgent = true",
                      "Due > '2031-01-01T00:00:00Z'", "Labels = 'green'", "Labels IN ('blue', 'red')",
                      "Note = 'care'", "Amount BETWEEN 40 AND 50", "Customer STARTS_WITH 'mark-'",
                      "ExecutionStatus = 'Running'", "WorkflowType = 'Inbox' AND CloseTime IS NULL",
                      "(Amount = 1 OR Amount = 42) AND Urgent != false"):
        query = f"Customer = '{mark}' AND ({condition})"
        await eventually(lambda: found(world, query, [handle.id]))
    for condition in ("Amount != 42", "Urgent = false", "Labels NOT IN ('red')", "Weight IS NULL",
                      "Due < '2031-01-01T00:00:00Z'", "CloseTime IS NOT NULL"):
        same(await ids(world, f"Customer = '{mark}' AND {condition}"), [])
    await handle.signal(Inbox.finish)
    await handle.result()


async def ids(world, query):
    return [each.id async for each in world.client.list_workflows(query)]


async def found(world, query, expected):
    return await ids(world, query) == expected


@case
async def workflow_changes_its_attributes_and_its_memo(world):
    handle = await world.start(Upserts.run, memo={"kept": 1, "gone": 2},
                               search_attributes=attributes((CUSTOMER, "old"), (URGENT, True)))

    async def changed():
        description = await handle.describe()
        return description.typed_search_attributes.get(CUSTOMER) == "new" and description

    description = await eventually(changed)
    same((description.typed_search_attributes.get(AMOUNT), description.typed_search_attributes.get(URGENT)), (5, None))
    same(await description.memo(), {"kept": "changed", "added": [1]})
    await eventually(lambda: found(world, f"WorkflowId = '{handle.id}' AND Amount = 5", [handle.id]))
    await handle.signal(Upserts.finish)
    same(await handle.result(), ["new", 5, None, [1], "none"])
    names = await event_names(handle)
    assert "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES" in names and "WORKFLOW_PROPERTIES_MODIFIED" in names, names


@case
async def memo_and_summary_are_described_and_listed(world):
    handle = await world.start(Ends.run, "return", memo={"note": {"a": 1}}, static_summary="one line",
                               static_details="many\nlines")
    await handle.result()
    description = await handle.describe()
    same(await description.memo(), {"note": {"a": 1}})
    same((await description.static_summary(), await description.static_details()), ("one line", "many\nlines"))

    async def listed():
        return [each async for each in world.client.list_workflows(f"WorkflowId = '{handle.id}'")]

    (row,) = await eventually(listed)
    same(await row.memo(), {"note": {"a": 1}})


@case
async def unknown_attributes_are_refused(world):
    nope = SearchAttributeKey.for_keyword("Nope")
    error = await raises(RPCError, world.start(Inbox.run, search_attributes=attributes((nope, "x"))))
    same(error.status, RPCStatusCode.INVALID_ARGUMENT)
    assert "Nope" in str(error), error
    error = await raises(RPCError, ids(world, "Nope = 'x'"))
    same((error.status, str(error)), (RPCStatusCode.INVALID_ARGUMENT,
                                      "invalid query: invalid search attribute: Nope"))
    for bad in ("WorkflowId ==", "Amount = 'x'", "WorkflowId LIKE 'a%'", "(((", "StartTime > 'yesterday'"):
        same((await raises(RPCError, ids(world, bad))).status, RPCStatusCode.INVALID_ARGUMENT)


@case
async def count_is_grouped_by_status(world):
    mark = world.id("mark")
    kept = attributes((CUSTOMER, mark))
    for how in ("return", "return", "fail"):
        handle = await world.start(Ends.run, how, search_attributes=kept)
        await asyncio.wait([asyncio.create_task(handle.result())])
    running = await world.start(Inbox.run, search_attributes=kept)
    query = f"Customer = '{mark}'"

    async def all_there():
        return (await world.client.count_workflows(query)).count == 4

    await eventually(all_there)

    async def groups():
        result = await world.client.count_workflows(query + " GROUP BY ExecutionStatus")
        return {group.group_values[0]: group.count for group in result.groups} == {
            "Completed": 2, "Failed": 1, "Running": 1}

    await eventually(groups)
    await running.terminate()


@case
async def list_goes_on_over_its_pages(world):
    mark = world.id("mark")
    handles = [await world.start(Ends.run, "return", search_attributes=attributes((CUSTOMER, mark)))
               for _ in range(7)]
    for handle in handles:
        await handle.result()

    async def all_there():
        rows = [each async for each in world.client.list_workflows(f"Customer = '{mark}'", page_size=2)]
        return len(rows) == 7 and rows

    rows = await eventually(all_there)
    same({each.id for each in rows}, {handle.id for handle in handles})
    same([each.status for each in rows], [WorkflowExecutionStatus.COMPLETED] * 7)
    closes = [each.close_time for each in rows]
    same(closes, sorted(closes, reverse=True))
    limited = [each async for each in world.client.list_workflows(f"Customer = '{mark}'", limit=3)]
    same(len(limited), 3)


@case
async def rows_and_descriptions_agree(world):
    handle = await world.start(Ends.run, "return", execution_timeout=timedelta(seconds=60))
    await handle.result()
    description = await handle.describe()

    async def listed():
        rows = [each async for each in world.client.list_workflows(f"RunId = '{handle.result_run_id}'")]
        return rows and rows[0].status == WorkflowExecutionStatus.COMPLETED and rows[0]

    row = await eventually(listed)
    for field in ("id", "run_id", "workflow_type", "task_queue", "start_time", "close_time", "status",
                  "history_length", "execution_time"):
        same(getattr(row, field), getattr(description, field))
    same((description.history_length, description.workflow_type, description.task_queue), (5, "Ends", world.queue))
    same(description.raw_description.execution_config.workflow_execution_timeout.seconds, 60)
    raw = description.raw_description.workflow_execution_info
    same(raw.first_run_id, handle.first_execution_run_id)
    assert raw.history_size_bytes > 0 and raw.state_transition_count > 0, raw


@case
async def pending_task_is_described(world):
    handle = await world.start(Inbox.run, queue=world.id("nobody"))
    pending = (await handle.describe()).raw_description.pending_workflow_task
    same((pending.state, pending.attempt), (1, 1))
    assert pending.HasField("scheduled_time") and not pending.HasField("started_time"), pending
    await handle.terminate()


@case
async def deleted_run_is_gone(world):
    handle = await world.start(Inbox.run)
    execution = WorkflowExecution(workflow_id=handle.id, run_id=handle.result_run_id)
    await world.client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(namespace="default", workflow_execution=execution))

    async def gone():
        try:
            await handle.describe()
        except RPCError as error:
            return error.status == RPCStatusCode.NOT_FOUND
        return False

    await eventually(gone)
    await eventually(lambda: found(world, f"WorkflowId = '{handle.id}'", []))


@case
async def upsert_of_an_unknown_attribute_fails_the_task(world):
    handle = await world.start(UpsertsUnknown.run)

    async def failed():
        return await events_of(handle, "WORKFLOW_TASK_FAILED")

    (failure, *_) = await eventually(failed)
    same(failure.cause, WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES)
    await handle.terminate()


@known_workflow
@workflow.defn
class UpsertsUnknown:
    @workflow.run
    async def run(self) -> None:
        workflow.upsert_search_attributes([SearchAttributeKey.for_keyword("Unknown").value_set("x")])
        await workflow.sleep(60)
