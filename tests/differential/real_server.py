"""Plays a script against a real Temporal server, call by call, through its public API."""

import base64
import threading
import time

import grpc
from google.protobuf import json_format
from google.rpc import status_pb2
import temporalio.api.errordetails.v1  # noqa: F401  (error details are printed as JSON)
import temporalio.api.update.v1  # noqa: F401  (so are the messages of updates)
from temporalio.api.operatorservice.v1 import request_response_pb2 as operator_pb2
from temporalio.api.operatorservice.v1 import service_pb2_grpc as operator_grpc
from temporalio.api.workflowservice.v1 import request_response_pb2, service_pb2_grpc

# A client that reads histories: it is shown what is recorded and nothing virtual, and the close event as it
# stands there.
READER = (("client-name", "temporal-cli"), ("client-version", "1.9.1"),
          ("supported-server-versions", ">=1.0.0 <2.0.0"), ("supported-features", "follows-next-run-id"))

# What a poll waits for a task unless its step says otherwise. Seconds.
POLL_SECONDS = 8


def merged(base, over):
    """`over` laid over `base`: objects are merged, null removes, everything else replaces."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    result = dict(base)
    for key, value in over.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(base.get(key), value)
    return result


class NoSuchReply(Exception):
    """A step speaks of a reply, or of a field of one, that there is not."""


class Player:
    """One play of one script. `play` gives one reply for each step that makes a call."""

    def __init__(self, address, operations, name):
        self.channel = grpc.insecure_channel(address)
        self.service = service_pb2_grpc.WorkflowServiceStub(self.channel)
        self.operator = operator_grpc.OperatorServiceStub(self.channel)
        self.operations = operations
        self.name = name
        self.saved = {}
        self.waiting = {}

    def play(self, script):
        replies = []
        for number, step in enumerate(script["steps"]):
            reply = self.step(number, step)
            if reply is not None:
                replies.append({"step": number, **reply})
        return replies

    def step(self, number, step):
        try:
            return self.made(number, step)
        except NoSuchReply as missing:
            return {"missing": str(missing)}

    def made(self, number, step):
        if "sleep" in step:
            time.sleep(step["sleep"])
            return None
        if "await" in step:
            if step["await"] not in self.waiting:
                raise NoSuchReply(step["await"])
            thread, answer = self.waiting.pop(step["await"])
            thread.join()
            return self.keep(step["await"], answer[0])
        (operation,) = [key for key in step if key in self.operations]
        rules = self.operations[operation]
        request = self.filled(merged(rules["request"], step[operation]), number)
        timeout = step.get("timeout", POLL_SECONDS if rules.get("poll") else 30)
        name = step.get("as", rules.get("as"))
        if not step.get("async"):
            return self.keep(name, self.call(rules, request, timeout))
        answer = []
        thread = threading.Thread(target=lambda: answer.append(self.call(rules, request, timeout)))
        thread.start()
        self.waiting[name] = (thread, answer)
        time.sleep(0.3)  # until the server has the call
        return None

    def keep(self, name, reply):
        if name and "reply" in reply:
            self.saved[name] = reply["reply"]
        return reply

    def filled(self, value, number):
        """Names made unique (@: the script, @@: an @, #: the step), references ($name.field) looked up, long
        texts (~~1000) and bytes (~1000) made."""
        if isinstance(value, dict):
            return {self.filled(key, number) if key.startswith("$") else key: self.filled(each, number)
                    for key, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each, number) for each in value]
        if not isinstance(value, str):
            return value
        if value.startswith("~~"):
            return "x" * int(value.lstrip("~"))
        if value.startswith("~"):
            return base64.b64encode(b"x" * int(value[1:])).decode()
        if value.startswith("$"):
            found = self.saved
            for part in value[1:].split("."):
                if not found or part != "*" and part not in found:
                    raise NoSuchReply(value[1:])
                found = next(iter(found)) if part == "*" else found[part]
            return found
        value = value.replace("@@", "\0").replace("@", "-" + self.name).replace("\0", "@")
        return value.replace("#", str(number))

    def call(self, rules, request, timeout):
        begin = time.monotonic()
        try:
            reply = {"reply": self.answer(rules, request, timeout)}
            if rules.get("poll") and not reply["reply"]:  # the server gives up a second before its client
                time.sleep(max(begin + timeout - time.monotonic(), 0))
            return reply
        except grpc.RpcError as error:
            if "rate limit exceeded" in error.details():  # lists: ten a second
                time.sleep(0.2)
                return self.call(rules, request, timeout)
            if rules.get("poll") and error.code() == grpc.StatusCode.DEADLINE_EXCEEDED:
                return {"reply": {}}
            return {"error": error_of(error)}

    def answer(self, rules, request, timeout):
        is_operator = rules.get("service") == "operator"
        kind = getattr(operator_pb2 if is_operator else request_response_pb2, rules["rpc"] + "Request")
        message = json_format.ParseDict(request, kind())
        method = getattr(self.operator if is_operator else self.service, rules["rpc"])
        is_reader = rules["rpc"] == "GetWorkflowExecutionHistory" and not rules.get("plain")
        headers = READER if is_reader else ()
        response = method(message, timeout=timeout, metadata=headers)
        while rules.get("all_pages") and response.next_page_token:
            message.next_page_token = response.next_page_token
            page = method(message, timeout=timeout, metadata=headers)
            response.history.events.extend(page.history.events)
            response.next_page_token = page.next_page_token
        return json_format.MessageToDict(response)


def error_of(error):
    result = {"code": error.code().name, "message": error.details()}
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            details = status_pb2.Status.FromString(value).details
            if details:
                result["details"] = [json_format.MessageToDict(each) for each in details]
    return result
