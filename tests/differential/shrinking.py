"""Makes a script as small as it can be while it still does what was noticed of it."""

import copy
import json
import re

NAME = re.compile(r'"\$([A-Za-z0-9_-]+)')
# Operations whose replies others speak of although they do not say so.
DEFAULT_NAMES = {"poll_workflow_task": "task", "poll_activity_task": "activity", "query": "answer", "update": "update"}


def smallest(script, still_fails, evaluate_all):
    """The smallest script found. `evaluate_all` maps a list of scripts to whether each still fails, all at the same time;
    `still_fails` is the last word about one."""
    steps = without_steps(script["steps"], evaluate_all)
    steps = without_parts(steps, evaluate_all)
    steps = without_steps(steps, evaluate_all)
    found = dict(script, steps=steps)
    return found if still_fails(found) else script


def without_steps(steps, evaluate_all):
    size = max(len(steps) // 2, 1)
    while size >= 1:
        shrunk = first_that_fails(chunks_removed(steps, size), evaluate_all)
        if shrunk is not None:
            steps = shrunk
            size = min(size, max(len(steps) // 2, 1))
        else:
            size //= 2
    return steps


def chunks_removed(steps, size):
    """From the end, because what comes late leans on what came before."""
    seen = set()
    for begin in range(len(steps) - size, -size, -size):
        kept = consistent(steps[:max(begin, 0)] + steps[begin + size:])
        key = json.dumps(kept)
        if key not in seen and len(kept) < len(steps):
            seen.add(key)
            yield kept


def consistent(steps):
    """Without the steps that speak of replies which do not come any more."""
    kept, named = [], set()
    for step in steps:
        needed = set(NAME.findall(json.dumps(step)))
        if "await" in step:
            needed.add(step["await"])
        if not needed <= named:
            continue
        kept.append(step)
        operation = next(key for key in step if key not in ("as", "async", "timeout"))
        named.add(step.get("as", DEFAULT_NAMES.get(operation)))
    return kept


def without_parts(steps, evaluate_all):
    """Fields of requests, one after the other, as long as anything can go."""
    while True:
        shrunk = first_that_fails(parts_removed(steps), evaluate_all)
        if shrunk is None:
            return steps
        steps = shrunk


def parts_removed(steps):
    for number, step in enumerate(steps):
        for path in removable(step):
            changed = copy.deepcopy(step)
            place = changed
            for part in path[:-1]:
                place = place[part]
            del place[path[-1]]
            yield consistent(steps[:number] + [changed] + steps[number + 1:])


def removable(step):
    """Paths of fields below the operation, and of list elements; tokens and names stay."""
    operation = next(key for key in step if key not in ("as", "async", "timeout"))
    if not isinstance(step[operation], dict):
        return
    for key, value in step[operation].items():
        if key in ("taskToken", "taskQueue", "workflowId", "execution", "workflowExecution", "activityId", "updateRef"):
            continue
        yield operation, key
        if isinstance(value, list):
            for index, each in enumerate(value):
                yield operation, key, index
                for inner, fields in each.items():
                    if inner.endswith("CommandAttributes"):
                        for name in fields:
                            yield operation, key, index, inner, name


def first_that_fails(candidates, evaluate_all):
    candidates = list(candidates)
    for begin in range(0, len(candidates), 16):
        group = candidates[begin:begin + 16]
        for candidate, fails in zip(group, evaluate_all(group)):
            if fails:
                return candidate
    return None
