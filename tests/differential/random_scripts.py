"""Random scripts that lead deep into the states of workflows.

A script is made up while it is played against the engine: what the engine answers says what is open, so that most steps
do something. The same seed on the same engine gives the same script. Steps are chosen such that the real server must
answer alike, however slow it is: no step comes while a deadline is near, and what runs say to each other is waited for.
"""

import random

from random_client_steps import ClientSteps
from random_times import BACKGROUND_CALL, CALL, LATENESS, NEAR
from random_worker_steps import KnownToDiffer, WorkerSteps


class Stuck(Exception):
    """The engine did not answer a call of the script."""


class Sequence(ClientSteps, WorkerSteps):
    """One random script: `steps` is what was made up so far."""

    def __init__(self, seed, player):
        self.random = random.Random(seed)
        self.player = player
        self.steps = []
        self.name = f"seed{seed}"
        self.player.begin(self.name)
        self.now = 0.0
        self.late = 0.0  # by how much the real server may be behind, since the start
        self.near = {}  # deadline: `late` when it was first seen
        self.counts = {}
        self.workflows = ["w@"]  # those that were started, or that something was done to
        self.waits = {}
        self.tasks, self.activities, self.spent = [], [], []
        self.background = {}  # calls that are not awaited yet, and when their callers give up
        self.queries = {}  # workflow by name of the call
        self.sticky = {}  # queue by workflow
        self.polled_sticky = set()  # workflows
        self.runs = {}  # workflow and reference by run id
        self.accepted = {}  # updates by run id
        self.requests = []
        self.look_around()

    # --- steps ---

    def make(self, length):
        try:
            for _ in range(length):
                self.let_deadlines_pass()
                if not self.serve_query():
                    self.random.choices(self.actions(), self.weights())[0]()
            self.finish()
        except KnownToDiffer:
            self.steps.pop()
        return self.script()

    def script(self):
        return {"about": f"Random sequence {self.name[4:]}", "steps": self.steps}

    def do(self, step):
        """Adds a step; what its call came to."""
        result = self.player.step(len(self.steps), step)
        self.steps.append(step)
        if result is not None and "stopped" in result:
            raise Stuck(result["stopped"])
        if result is not None and result.get("error", {}).get("message", "").endswith("workflow is closing"):
            raise KnownToDiffer
        self.late += BACKGROUND_CALL if "async" in step else CALL
        self.look_around()
        return result or {}

    def look_around(self):
        self.waits = {each: self.player.waits(each.replace("@", "-" + self.name)) for each in self.workflows}
        self.now = next(iter(self.waits.values()))["now"]
        seen = {time for each in self.waits.values() for time in each["deadlines"] if time < self.now + NEAR}
        seen |= {time for time in self.background.values() if time > self.now}
        self.near = {time: self.near.get(time, self.late) for time in seen}

    def let_deadlines_pass(self):
        for _ in range(20):
            close = [time for time, since in self.near.items()
                     if time - self.now - (self.late - since) < LATENESS + CALL * 2]
            if not close:
                return
            self.sleep(max(min(close) - self.now, 0) + LATENESS)

    def sleep(self, seconds):
        self.do({"sleep": round(seconds, 2)})

    def peek(self, step):
        """What a call that changes nothing would come to; no step of the script."""
        return self.player.step(999, step).get("reply", {})

    def fresh(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return kind + str(self.counts[kind])

    def short(self):
        """A time of seconds which ends when nothing else does."""
        choices = [2, 2.5, 3, 3.5, 4, 4.5, 5]
        self.random.shuffle(choices)
        for each in choices:
            if all(abs(self.now + each - time) > 0.35 for time in self.near):
                break
        self.near[self.now + each] = self.late
        return f"{each}s"

    def chance(self, probability):
        return self.random.random() < probability

    # --- what to do next ---

    def actions(self):
        return [self.start, self.signal, self.signal_with_start, self.cancel, self.terminate, self.poll, self.complete,
                self.fail, self.poll_activity, self.answer_activity, self.update, self.query, self.look, self.wait,
                self.mistake, self.await_something, self.poll_update, self.answer_by_id, self.poll_sticky]

    def weights(self):
        is_open = any(each["is_open"] for each in self.waits.values())
        ready = any("workflow_task" in each for each in self.waits.values())
        activities = any(each["activities"] for each in self.waits.values())
        some = 1 if is_open else 0.1
        return [0.5 if is_open else 8, 3 * some, 0.7, 0.8 * some, 0.2 * some, 12 if ready else 0.03,
                9 if self.tasks else 0, 1.2 if self.tasks else 0, 5 if activities else 0, 6 if self.activities else 0,
                1.5 * some, 1.2 * some, 1, 0.8, 0.5, 2 if self.background else 0, 0.2,
                0.4 if activities or self.activities else 0.05, 3 if self.sticky else 0]

    def target(self):
        """A workflow, preferably an open one."""
        is_open = [each for each in self.workflows if self.waits[each]["is_open"]]
        return self.random.choice(is_open if is_open and self.chance(0.9) else self.workflows)

    def know(self, workflow):
        if workflow not in self.workflows:
            self.workflows.append(workflow)
            self.look_around()

    def execution(self, workflow):
        execution = {"workflowId": workflow}
        if self.chance(0.12) and self.runs:
            execution["runId"] = self.random.choice(list(self.runs.values()))[1]
        return execution

    # --- looking, waiting, mistakes ---

    def look(self):
        execution = self.execution(self.target())
        operation = self.random.choices(["describe", "history", "history_plain", "history_reverse"], [4, 3, 2, 1])[0]
        self.do({operation: {"execution": execution}})

    def wait(self):
        near = sorted(self.near)
        self.sleep(near[0] - self.now + LATENESS if near else 0.3)

    def mistake(self):
        if self.spent and self.chance(0.7):
            task = self.random.choice(self.spent)
            operation = self.random.choice(["complete_workflow_task", "fail_workflow_task", "complete_activity",
                                            "fail_activity", "heartbeat", "complete_query"])
            is_activity = "activityId" in task.reply
            if is_activity != (operation in ("complete_activity", "fail_activity", "heartbeat")):
                operation = "heartbeat" if is_activity else "complete_workflow_task"
            self.do({operation: {"taskToken": task.token()}})
        else:
            self.do({self.random.choice(["signal", "cancel", "terminate"]): {"workflowExecution": {"workflowId": "nobody@"}}})

    # --- the end ---

    def finish(self):
        """Looks at everything, ends what is open, hears all answers, and looks again."""
        for workflow in self.workflows:
            self.calmly({"history_plain": {"execution": {"workflowId": workflow}}})
            self.calmly({"describe": {"execution": {"workflowId": workflow}}})
        for workflow in self.workflows:
            if self.waits[workflow]["is_open"]:
                self.calmly({"terminate": {"workflowExecution": {"workflowId": workflow}, "reason": "over"}})
                self.sleep(LATENESS)
        while self.serve_query():
            pass
        for name in list(self.background):
            self.hear(name)
        for workflow in self.workflows:
            self.calmly({"describe": {"execution": {"workflowId": workflow}}})
            self.calmly({"history": {"execution": {"workflowId": workflow}}})
        for workflow, reference in self.runs.values():
            self.calmly({"history": {"execution": {"workflowId": workflow, "runId": reference}}})

    def calmly(self, step):
        self.let_deadlines_pass()
        self.do(step)
