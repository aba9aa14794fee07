"""Calls that are wrong in some way. Each gives a line or several that say how the server took it; the real one and ours
must say the same."""

import gzip
import time
import urllib.parse
import zlib

from google.protobuf.duration_pb2 import Duration
from temporalio.api.command.v1 import Command
from temporalio.api.common.v1 import Payload, SearchAttributes, WorkflowExecution, WorkflowType
from temporalio.api.enums.v1 import CommandType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import request_response_pb2 as api

from http2 import SERVICE, Connection, message

CASES = []


def case(function):
    CASES.append(function)
    return function


def plain(text):
    """grpc-message as people read it. Go's protobuf puts another kind of space into its texts on some days."""
    return urllib.parse.unquote(text).replace("\u00a0", " ")


class Side:
    """What a case speaks to."""

    def __init__(self, address):
        self.address = address

    def call(self, method, data, path=None, **options):
        with Connection(self.address, timeout=5) as connection:
            found = connection.call(path if path is not None else SERVICE + method, data, **options)
            return plain(str(found))

    def send(self, method, request, **options):
        return self.call(method, message(request.SerializeToString()), **options)

    def ask(self, method, request, answer, **options):
        with Connection(self.address) as connection:
            return answer.FromString(connection.ask(method, request, **options))

    def task(self, queue):
        """Starts a workflow and takes its task."""
        self.ask("StartWorkflowExecution", start(queue, queue), api.StartWorkflowExecutionResponse)
        return self.ask("PollWorkflowTaskQueue", poll(queue), api.PollWorkflowTaskQueueResponse,
                        extra=[("grpc-timeout", "20S")])


def start(workflow, queue="bad-input", **fields):
    return api.StartWorkflowExecutionRequest(namespace="default", workflow_id=workflow,
                                             workflow_type=WorkflowType(name="Story"),
                                             task_queue=TaskQueue(name=queue), **fields)


def poll(queue):
    return api.PollWorkflowTaskQueueRequest(namespace="default", task_queue=TaskQueue(name=queue), identity="worker")


def describe(workflow="nobody"):
    return api.DescribeWorkflowExecutionRequest(namespace="default", execution=WorkflowExecution(workflow_id=workflow))


def completion(token, **fields):
    return api.RespondWorkflowTaskCompletedRequest(namespace="default", task_token=token, **fields)


# --- bodies ---

@case
def malformed_protobuf(side):
    bodies = [b"\xff\xff\xff", b"\x0a\x7f", b"\x0a\x02\xff\xfe", b"\x0f", b"\x08", b"\x07\x07", b"\x80" * 12, b"\x00"]
    return [side.call(method, message(body)) for body in bodies
            for method in ("DescribeNamespace", "StartWorkflowExecution", "PollActivityTaskQueue")]


@case
def nested_ten_thousand_levels_deep(side):
    body = b""
    for _ in range(10_500):  # Failure.cause in itself
        body = b"\x22" + varint(len(body)) + body
    request = b"\x1a" + varint(len(body)) + body
    return side.call("RespondActivityTaskFailed", message(request))


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


@case
def no_message_at_all(side):
    return [side.call("GetSystemInfo", None), side.call("GetSystemInfo", b"")]


@case
def two_messages(side):
    return side.call("GetSystemInfo", message(b"") + message(b""))


@case
def cut_short_in_the_message(side):
    return [side.call("GetSystemInfo", data) for data in (b"\0", b"\0\0\0", b"\0\0\0\0\x64" + b"a" * 10)]


@case
def compressed_wrongly(side):
    body = describe().SerializeToString()
    whole = gzip.compress(body)
    found = {}
    for name, data, encoding in [
            ("gzip", message(whole, True), "gzip"),
            ("no gzip", message(b"this is no gzip", True), "gzip"),
            ("cut", message(whole[:-9], True), "gzip"),
            ("wrong sum", message(whole[:-8] + b"\0" * 8, True), "gzip"),
            ("not marked", message(body), "gzip"),
            ("not announced", message(whole, True), None),
            ("identity", message(whole, True), "identity"),
            ("unknown", message(zlib.compress(body), True), "snappy"),
            ("something behind", message(whole + b"more", True), "gzip")]:
        found[name] = side.call("DescribeWorkflowExecution", data,
                                extra=[("grpc-encoding", encoding)] if encoding else [])
    return found


@case
def a_bomb_in_gzip(side):
    return side.call("DescribeWorkflowExecution", message(gzip.compress(bytes(64 << 20)), True),
                     extra=[("grpc-encoding", "gzip")])


@case
def more_than_four_megabytes(side):
    sizes = []
    for size in ((4 << 20) + 1, 100 << 20):
        request = describe("w" * (size - 19))
        assert size - 2 <= request.ByteSize() <= size + 2
        sizes.append(side.send("DescribeWorkflowExecution", request))
    return sizes


@case
def a_length_that_nobody_sends(side):
    return side.call("GetSystemInfo", message(b"some", length=0xffffffff)).split("(")[0]


# --- paths and headers ---

@case
def unknown_methods(side):
    paths = [SERVICE + "Foo", "/foo.Bar/Foo", "/foo", "foo", "/", "//", "/" + "x" * 2000 + "/y", SERVICE]
    return {path[:40]: side.call("", message(b""), path=path) for path in paths}


@case
def what_is_no_grpc(side):
    return {"GET": side.call("GetSystemInfo", None, replaced={":method": "GET"}),
            "json": side.call("GetSystemInfo", message(b""), replaced={"content-type": "application/json"}),
            "no type": side.call("GetSystemInfo", message(b""), replaced={"content-type": None})}


@case
def deadlines(side):
    found = {}
    for timeout in ("0n", "99999999H", "", "5", "m", "-5S", "123456789S", "5X"):
        found[timeout] = side.send("DescribeWorkflowExecution", describe(), extra=[("grpc-timeout", timeout)])
    return found


@case
def polls_without_time(side):
    return {timeout: side.send("PollWorkflowTaskQueue", poll("nobody-starts"), extra=[("grpc-timeout", timeout)])
            for timeout in ("500m", "1900m")}


# --- fields ---

@case
def ids_of_two_thousand_bytes(side):
    long = "x" * 2000
    at = WorkflowExecution(workflow_id=long)
    requests = {
        "StartWorkflowExecution": [start(long), start("w", long), start("w", request_id=long),
                                   start("w", identity=long), start("w", cron_schedule=long)],
        "SignalWorkflowExecution": [
            api.SignalWorkflowExecutionRequest(namespace="default", workflow_execution=at, signal_name="s"),
            api.SignalWorkflowExecutionRequest(namespace="default", signal_name=long,
                                               workflow_execution=WorkflowExecution(workflow_id="w"))],
        "DescribeWorkflowExecution": [describe(long), api.DescribeWorkflowExecutionRequest(
            namespace="default", execution=WorkflowExecution(workflow_id="w", run_id=long))],
        "PollWorkflowTaskQueue": [poll(long)],
        "QueryWorkflow": [api.QueryWorkflowRequest(namespace="default", execution=at)],
        "DescribeNamespace": [api.DescribeNamespaceRequest(namespace=long)],
        "RegisterNamespace": [api.RegisterNamespaceRequest(
            namespace=long, workflow_execution_retention_period=Duration(seconds=86400))],
        "TerminateWorkflowExecution": [
            api.TerminateWorkflowExecutionRequest(namespace="default", workflow_execution=at)],
        "RespondActivityTaskCompletedById": [api.RespondActivityTaskCompletedByIdRequest(
            namespace="default", workflow_id="w", activity_id=long)],
    }
    return [f"{method}: {side.send(method, request, extra=[('grpc-timeout', '10S')])}"
            for method, list_ in requests.items() for request in list_]


def many_attributes(count):
    payload = Payload(metadata={"encoding": b"json/plain"}, data=b"1")
    return SearchAttributes(indexed_fields={f"a{number}": payload for number in range(count)})


@case
def a_million_search_attributes(side):
    return side.send("StartWorkflowExecution", start("many", search_attributes=many_attributes(200_000))).split("(")[0]


@case
def as_many_search_attributes_as_fit(side):
    found = side.send("StartWorkflowExecution", start("many", search_attributes=many_attributes(60_000)))
    return found.rsplit(" ", 1)[0]  # which of them is named is chance


@case
def filters_ten_thousand_levels_deep(side):
    found = {}
    for name, query in {"brackets": "(" * 10_000 + "WorkflowId = 'w'" + ")" * 10_000,
                        "open brackets": "(" * 10_000,
                        "nots": "NOT " * 10_000 + "WorkflowId = 'w'",
                        "ands": " AND ".join(["WorkflowId = 'w'"] * 10_000)}.items():
        answers = {method: side.send(method, request(namespace="default", query=query))
                   for method, request in (("ListWorkflowExecutions", api.ListWorkflowExecutionsRequest),
                                           ("CountWorkflowExecutions", api.CountWorkflowExecutionsRequest))}
        found[name] = {method: text[:70] for method, text in answers.items()}
    return found


# --- tokens ---

@case
def forged_tokens(side):
    task = side.task("forged")
    token = task.task_token
    found = {}
    for name, forged in {"empty": b"", "noise": b"\xff\xfe\xfd", "text": b"token", "cut": token[:-1],
                         "another byte": bytes([token[0] ^ 1]) + token[1:], "twice": token + token}.items():
        found[name] = side.send("RespondWorkflowTaskCompleted", completion(forged))
        found[name + ", activity"] = side.send("RespondActivityTaskCompleted", api.RespondActivityTaskCompletedRequest(
            namespace="default", task_token=forged))
    return found


@case
def tokens_of_other_namespaces(side):
    register = api.RegisterNamespaceRequest(namespace="elsewhere",
                                            workflow_execution_retention_period=Duration(seconds=86400))
    side.send("RegisterNamespace", register)
    task = side.task("of-default")
    other = completion(task.task_token)
    other.namespace = "elsewhere"
    fail = api.RespondWorkflowTaskFailedRequest(namespace="elsewhere", task_token=task.task_token)
    deadline = time.monotonic() + 15
    while "not found" in (first := side.send("RespondWorkflowTaskCompleted", other)) and time.monotonic() < deadline:
        time.sleep(0.2)  # the real server knows a new namespace after some seconds
    return [first, side.send("RespondWorkflowTaskFailed", fail),
            side.send("RespondWorkflowTaskCompleted", completion(task.task_token))]


@case
def tokens_of_pages(side):
    history = api.GetWorkflowExecutionHistoryRequest(
        namespace="default", execution=WorkflowExecution(workflow_id="of-pages"), next_page_token=b"\xff\xfe")
    side.ask("StartWorkflowExecution", start("of-pages"), api.StartWorkflowExecutionResponse)
    return [side.send("GetWorkflowExecutionHistory", history),
            side.send("ListWorkflowExecutions", api.ListWorkflowExecutionsRequest(
                namespace="default", next_page_token=b"\xff\xfe"))]


# --- callers that go ---

@case
def a_task_is_not_lost_with_polls_that_vanish(side):
    for _ in range(3):
        connection = Connection(side.address)
        for _ in range(20):
            connection.begin(SERVICE + "PollWorkflowTaskQueue", message(poll("left").SerializeToString()),
                             extra=[("grpc-timeout", "60S")])
        connection.vanish()
    time.sleep(0.5)
    task = side.task("left")
    done = side.send("RespondWorkflowTaskCompleted", completion(task.task_token, commands=[
        Command(command_type=CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
                complete_workflow_execution_command_attributes={})]))
    return [task.attempt, task.workflow_execution.workflow_id, done]
