"""What counts as the same answer of two servers to a random script: everything but what known_differences.md explains."""

import re

DURATION = re.compile(r"^(\d+(?:\.\d+)?)s$")
# Fields that are left out wherever they stand: "Meant to differ" in known_differences.md says why.
LEFT_OUT = {"currentRetryInterval", "expireTime", "lastAttemptCompleteTime", "requestIdInfos",
            "backlogCountHint", "namespaceId", "parentWorkflowNamespaceId", "parentNamespaceId"}
# What is said here at once; there the caller of a buffered query waits for his deadline.
NEVER_ANSWERED = "Workflow execution closed before WorkflowTaskStarted event"
OF_OPEN_RUNS = {"pendingActivities", "pendingChildren", "pendingWorkflowTask"}


def trimmed(value):
    """Without what is meant to differ."""
    if isinstance(value, list):
        return [trimmed(each) for each in value]
    if not isinstance(value, dict):
        return value
    left_out = set(LEFT_OUT)
    if value.get("workflowExecutionInfo", {}).get("status") != "WORKFLOW_EXECUTION_STATUS_RUNNING":
        left_out |= OF_OPEN_RUNS
    kept = {key: trimmed(each) for key, each in value.items() if key not in left_out}
    if "messages" in kept and isinstance(kept["messages"], list):  # of updates, which may come in any order
        kept["messages"].sort(key=lambda message: message.get("id", ""))
    if kept.get("code") == "DEADLINE_EXCEEDED" or kept.get("message", "").startswith(NEVER_ANSWERED):
        kept = {"code": "DEADLINE_EXCEEDED"}  # the client's own text
    started = kept.get("workflowTaskStartedEventAttributes")
    if started:
        started.pop("identity", None)  # of a speculative or transient task: who held it
    return kept


def seconds(value):
    found = DURATION.match(value) if isinstance(value, str) else None
    return float(found[1]) if found else None


def is_about(real, ours):
    """Durations that are what is left of another, or that the server draws by lot (0.8 to 1 of a back-off)."""
    left, right = seconds(real), seconds(ours)
    if left is None or right is None:
        return False
    return abs(left - right) < 0.7 and (left * 2 % 1 != 0 or right * 2 % 1 != 0) or (
        min(left, right) > 10 and abs(left - right) <= 0.25 * max(left, right) and left != int(left))


def differences(real, ours, path=""):
    """The places where two trimmed answers differ, each with both values."""
    if isinstance(real, dict) and isinstance(ours, dict):
        for key in sorted(set(real) | set(ours)):
            yield from differences(real.get(key), ours.get(key), f"{path}.{key}")
    elif isinstance(real, list) and isinstance(ours, list):
        for index in range(max(len(real), len(ours))):
            left, right = (each[index] if index < len(each) else None for each in (real, ours))
            yield from differences(left, right, f"{path}[{index}]")
    elif real != ours and not is_about(real, ours) and not is_known(path, real, ours):
        yield path, real, ours


def is_known(path, real, ours):
    if path.endswith(".error.message") and real == "workflow update was aborted by closing workflow":
        return True  # it left nothing here
    # A scheduled transient task after a signal: 2 on the real server, 1 is what its event will say.
    if path.endswith(".firstWorkflowTaskBackoff"):  # until the next full hour, or the rest of the second between runs
        left, right = seconds(real) or 0, seconds(ours) or 0
        return max(left, right) <= 1 or min(left, right) > 3500
    return path.endswith(".pendingWorkflowTask.attempt") and {real, ours} == {1, 2}


def compared(real, ours):
    """Differences of two normalised plays."""
    return list(differences(trimmed(real), trimmed(ours)))
