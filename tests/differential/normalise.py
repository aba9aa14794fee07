"""Takes out of a play what differs from play to play: ids, times, tokens, sizes."""

import base64
import re

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
# Fields whose value is the server's own business. Tokens keep whether they are there.
DROPPED = {"taskId", "version", "historySizeBytes", "stateTransitionCount", "eventTime",
           "executionDuration", "pollerScalingDecision", "capabilities", "limits", "supportsSchedules"}
TOKENS = {"taskToken", "nextPageToken"}
NAMESPACE_IDS = {"namespaceId", "parentNamespaceId", "parentWorkflowNamespaceId"}


def outline(history):
    """ "3 WORKFLOW_TASK_STARTED" says enough of an event of a task; histories are compared in full."""
    events = history.get("events", [])
    return [event["eventId"] + " " + event["eventType"][len("EVENT_TYPE_"):] for event in events]


def readable(payload):
    """Its bytes as text: an id in them is an id too."""
    result = {"metadata": {key: base64.b64decode(each).decode() for key, each in payload["metadata"].items()}}
    if "data" in payload:
        result["data"] = base64.b64decode(payload["data"]).decode()
    return result


class Normaliser:
    """Replaces every id by a name that follows the order in which ids appear."""

    def __init__(self):
        self.ids = {}

    def __call__(self, value, key=""):
        if isinstance(value, dict):
            if "taskToken" in value and "history" in value:
                value = dict(value, history=outline(value["history"]))
            if "encoding" in value.get("metadata", {}):
                value = readable(value)
            return {self.renamed(k): self(v, k) for k, v in sorted(value.items()) if k not in DROPPED}
        if isinstance(value, list):
            if key == "pendingActivities":  # in no order
                value = sorted(value, key=lambda activity: activity["activityId"])
            return [self(each) for each in value]
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if not isinstance(value, str):
            return value
        if key in TOKENS:
            return "a token"
        if key in NAMESPACE_IDS and UUID.fullmatch(value):
            return "a namespace id"
        if TIME.match(value):
            return "a time"
        return self.renamed(value)

    def renamed(self, text):
        return UUID.sub(lambda found: self.ids.setdefault(found[0], f"id-{len(self.ids) + 1}"), text)
