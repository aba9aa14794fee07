"""What of a command's output is compared: everything but ids, times, sizes and the server's own address."""

import json
import re

from differences import FIELDS, FIELDS_OF_ACTIVITY_STARTS, NAMESPACES

# Fields of JSON output that differ from play to play.
VARIES = {"taskId", "historySizeBytes", "stateTransitionCount", "clock", "lastWorkerIdentity", "identity",
          "clusterId", "serverVersion", "binaryChecksum", "historyTotalSizeBytes", "workerInstanceKey",
          "conflictToken", "links", "link", "durationMillis", "coreUsedFlags",
          "requestId", "nextPageToken"}
LEFT_OUT = VARIES | set(FIELDS)
LEFT_OUT_OF_ACTIVITY_STARTS = LEFT_OUT | FIELDS_OF_ACTIVITY_STARTS


def name_of(value):
    """Namespaces come in the order of their ids, which are random, and runs in that of their ends: compared by name. Other
    lists stay as they are."""
    if not isinstance(value, dict):
        return ""
    return value.get("namespaceInfo", {}).get("name") or value.get("execution", {}).get("workflowId") or ""


RULES = [(re.compile(pattern, re.MULTILINE), replacement) for pattern, replacement in [
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uuid>"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( \+0000 UTC|Z)?", "<time>"),
    (r"\b(\d+ (seconds?|minutes?|hours?) (ago|from now)|now|a (second|minute) (ago|from now)|an hour from now)\b", "<ago>"),
    (r"127\.0\.0\.1:\d+|localhost:\d+", "<address>"),
    (r"\b\d+@[\w.-]+|\w+@[\w-]+\b(?!\.)", "<identity>"),
    (r"\b\d+(\.\d+)?(ns|µs|ms|s)\b", "<duration>"),
    (r"^(\s*)(HistorySize|HistoryLength|StateTransitionCount|ClusterId|ServerVersion|BinaryChecksum)\s+\S+$", r"\1\2 <number>"),
    (r"(HistorySize\S*|StateTransitionCount)\s+\d+", r"\1 <number>"),
    (r"^historySizeBytes: \d+$", "historySizeBytes: <number>"),
    (r"^sdkMetadata.coreUsedFlags\[\d\]: \d+\n", ""),
    (r"^taskId: \d+\n", ""),
    (r"interop-[0-9a-f]{32}", "<sticky queue>"),
    (r"CustomSearchAttributeAliases\s+map\[.*\]", "CustomSearchAttributeAliases <map>"),
    (r"QueryResult\s+\"Stack for .*", "<stack>"),
    (r"[-─]{4,}", "----"),
    (r"[ \t]+", " "),
    (r" $", ""),
]]


class NormalForm:
    def of(self, code, out, errors):
        return f"exit code {code}\n{self.output(out)}\n{self.text(errors)}"

    def output(self, out):
        try:
            return self.text(json.dumps(self.pruned(json.loads(out)), indent=1, sort_keys=True))
        except ValueError:
            return self.text(out)

    def pruned(self, value, left_out=frozenset(LEFT_OUT)):
        if isinstance(value, dict):
            return {key: self.pruned(each, LEFT_OUT_OF_ACTIVITY_STARTS if key == "activityTaskStartedEventAttributes" else LEFT_OUT)
                    for key, each in value.items() if key not in left_out}
        if isinstance(value, list):
            return sorted((self.pruned(each) for each in value if name_of(each) not in NAMESPACES), key=name_of)
        return value

    def text(self, text):
        for pattern, replacement in RULES:
            text = pattern.sub(replacement, text)
        return text.strip()
