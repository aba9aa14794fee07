"""Random scripts that lead deep into the states of workflows.

A script is made up while it is played against the engine: what the engine answers says what is open, so that most steps
do something. The same seed on the same engine gives the same script. Steps are chosen such that the real server must
answer alike, however slow it is: no step comes while a deadline is near, and what runs say to each other is waited for.
"""

import random

import random_commands
from random_commands import FAILURES, NUMBER, RETRIES, TEXT, Commands, History

# What a call and a call in the background take on the real server at most, and how long its timers and its
# tasks between runs may come late. Seconds.
CALL, BACKGROUND_CALL, LATENESS = 0.25, 0.5, 0.9
# Deadlines that are further away are not waited for.
NEAR = 25


class Stuck(Exception):
    """The engine did not answer a call of the script."""


class KnownToDiffer(Exception):
    """The last step led to where the two servers are meant to differ."""


class Task:
    """A task of a worker: the name of its reply, the reply, and whose it is."""

    def __init__(self, name, reply, workflow):
        self.name = name
        self.reply = reply
        self.workflow = workflow

    def token(self):
        return f"${self.name}.taskToken"


class Sequence:
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

    # --- clients ---

    def start(self):
        workflow = "x@" if self.chance(0.15) else "w@"
        self.know(workflow)
        if self.queries or self.waits[workflow]["is_open"] and self.chance(0.5):
            return
        self.begin("start", workflow, {})

    def begin(self, operation, workflow, request):
        request.update({"workflowId": workflow, "taskQueue": {"name": "q" + workflow}})
        self.start_options(request, operation)
        if self.chance(0.05) and self.requests:
            request["requestId"] = self.random.choice(self.requests)
        self.requests.append(f"request-{len(self.steps)}")
        name = self.fresh("run")
        reply = self.do({operation: request, "as": name}).get("reply", {})
        if "runId" in reply:
            self.runs.setdefault(reply["runId"], (workflow, f"${name}.runId"))
        if "eagerWorkflowTask" in reply:
            self.tasks.append(Task(name + ".eagerWorkflowTask", reply["eagerWorkflowTask"], workflow))

    def start_options(self, request, operation):
        if self.chance(0.3):
            request["workflowIdReusePolicy"] = "WORKFLOW_ID_REUSE_POLICY_" + self.random.choice(
                ["ALLOW_DUPLICATE", "ALLOW_DUPLICATE_FAILED_ONLY", "REJECT_DUPLICATE", "TERMINATE_IF_RUNNING"])
        if self.chance(0.25):
            request["workflowIdConflictPolicy"] = "WORKFLOW_ID_CONFLICT_POLICY_" + self.random.choice(
                ["FAIL", "USE_EXISTING", "TERMINATE_EXISTING"])
        if self.chance(0.3):
            request["retryPolicy"] = self.random.choice(RETRIES)
        if self.chance(0.2):
            request["workflowRunTimeout"] = self.random.choice(["6s", "8s", "3600s"])
        if self.chance(0.1):
            request["workflowExecutionTimeout"] = self.random.choice(["9s", "3600s"])
        if self.chance(0.25):
            request["workflowTaskTimeout"] = self.random.choice(["3s", "60s", "200s"])
        if self.chance(0.04):
            request["cronSchedule"] = "@@every 3600s"
        elif self.chance(0.1):
            request["workflowStartDelay"] = self.random.choice(["2s", "3600s"])
        if self.chance(0.2):
            request["input"] = NUMBER
        if self.chance(0.1):
            request["memo"] = {"fields": {"m": NUMBER["payloads"][0]}}
        if self.chance(0.1):
            request["header"] = {"fields": {"h": NUMBER["payloads"][0]}}
        if self.chance(0.05) and operation == "start":
            request["requestEagerExecution"] = True

    def signal(self):
        workflow = self.target()
        request = {"workflowExecution": self.execution(workflow), "signalName": self.random.choice("st")}
        if self.chance(0.3):
            request["input"] = NUMBER
        if self.chance(0.2):
            request["requestId"] = self.random.choice(["twice", "once"])
        self.do({"signal": request})

    def signal_with_start(self):
        if self.queries:  # its task and that of the new run would come in any order
            return
        self.begin("signal_with_start", "w@", {"signalName": "s"})

    def cancel(self):
        request = {"workflowExecution": self.execution(self.target())}
        if self.chance(0.4):
            request["reason"] = "enough"
        self.do({"cancel": request})
        self.others_hear()

    def terminate(self):
        self.do({"terminate": {"workflowExecution": self.execution(self.target()), "reason": "no more"}})
        self.others_hear()

    def others_hear(self):
        """Runs speak to each other: until they have, nobody asks."""
        if len(self.workflows) > 1 or self.near:
            self.sleep(LATENESS)

    def update(self):
        workflow = self.target()
        name = self.random.choice(["u1", "u2", "u3", "u4"])
        step = {"update": {"workflowExecution": self.execution(workflow),
                           "request": {"meta": {"updateId": name}}}, "as": self.fresh("update"), "async": True}
        if self.chance(0.4):
            step["update"]["waitPolicy"] = {
                "lifecycleStage": "UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED"}
        self.begin_call(step)

    def query(self):
        workflow = self.target()
        is_idle = "workflow_task" not in self.waits[workflow]
        request = {"execution": self.execution(workflow) if is_idle else {"workflowId": workflow}}
        if self.chance(0.2):
            request["queryRejectCondition"] = "QUERY_REJECT_CONDITION_" + self.random.choice(
                ["NOT_OPEN", "NOT_COMPLETED_CLEANLY"])
        self.begin_query(request)

    def begin_query(self, request):
        name = self.fresh("answer")
        self.begin_call({"query": request, "as": name, "async": True})
        self.queries[name] = request["execution"]["workflowId"]

    def serve_query(self):
        """A query that no workflow task carries comes as a task of its own, beside which no other may be: nobody knows
        which of them is given out first. False: there is none."""
        for name, workflow in list(self.queries.items()):
            held = any(task.workflow == workflow for task in self.tasks)
            if not held and "workflow_task" not in self.waits[workflow]:
                self.let_deadlines_pass()
                if name in self.queries and not self.take_task(workflow, workflow in self.polled_sticky):
                    self.hear(name)
                return True
        return False

    def hear(self, name):
        self.calmly({"await": name})
        self.background.pop(name, None)
        self.queries.pop(name, None)

    def hear_queries(self, workflow):
        for name in [each for each, of in self.queries.items() if of == workflow]:
            self.hear(name)

    def begin_call(self, step):
        end = self.now + 20  # when the server answers an update that nobody accepted
        if "query" in step:
            step["timeout"] = 12
            end = self.now + step["timeout"]
        self.do(step)
        self.background[step["as"]] = end

    def await_something(self):
        """Of calls that nobody will answer the end is not waited for here: they take half a minute."""
        if not self.tasks and not any("workflow_task" in each for each in self.waits.values()):
            self.hear(next(iter(self.background)))

    def poll_update(self):
        reference = {"workflowExecution": {"workflowId": self.target()}, "updateId": self.random.choice(["u1", "u2", "u9"])}
        self.do({"poll_update": {"updateRef": reference, "waitPolicy": None}})

    # --- workers ---

    def poll(self):
        ready = [each for each in self.workflows if "workflow_task" in self.waits[each]]
        workflow = self.random.choice(ready) if ready else self.target()
        waits = self.waits[workflow].get("workflow_task", {})
        self.take_task(workflow, waits.get("is_sticky") and workflow in self.polled_sticky)

    def take_task(self, workflow, sticky):
        is_ready = "workflow_task" in self.waits[workflow] or workflow in self.queries.values()
        queue = {"name": "q" + workflow}
        if sticky:
            queue = {"name": "sticky" + workflow, "kind": "TASK_QUEUE_KIND_STICKY", "normalName": "q" + workflow}
        name = self.fresh("task")
        step = {"poll_workflow_task": {"taskQueue": queue}, "as": name, "timeout": self.patience(is_ready)}
        return self.hold(name, self.do(step).get("reply", {}), workflow)

    def patience(self, is_ready=False):
        """Of a poll. One that may find nothing waits until a time when nothing happens."""
        if is_ready:
            return 10
        for seconds in (4, 6, 8, 3):
            end = self.now + seconds
            if not any(end - 1.5 < time < end + LATENESS for time in self.near):
                return seconds
        return 12

    def poll_sticky(self):
        """As workers do: the poll is there before the task."""
        workflow = self.random.choice(sorted(self.sticky))
        name = self.fresh("task")
        queue = {"name": "sticky" + workflow, "kind": "TASK_QUEUE_KIND_STICKY", "normalName": "q" + workflow}
        self.do({"poll_workflow_task": {"taskQueue": queue}, "as": name, "timeout": 8, "async": True})
        self.polled_sticky.add(workflow)
        target = {"workflowId": workflow}
        event = self.random.randrange(5)
        if event == 0:
            self.begin_call({"update": {"workflowExecution": target, "request": {"meta": {"updateId": "u5"}}},
                             "as": self.fresh("update"), "async": True})
        elif event == 1:
            self.begin_query({"execution": target})
        elif event < 4:
            self.do({"signal": {"workflowExecution": target}})
        self.hold(name, self.do({"await": name}).get("reply", {}), workflow)

    def hold(self, name, reply, workflow):
        """False if there was no task."""
        if "taskToken" not in reply:
            return False
        self.runs.setdefault(reply["workflowExecution"]["runId"], (workflow, f"${name}.workflowExecution.runId"))
        task = Task(name, reply, workflow)
        if "query" in reply:
            self.answer_query(task)
        else:
            self.tasks.append(task)
        return True

    def answer_query(self, task):
        request = {"taskToken": task.token(), "queryResult": TEXT}
        if self.chance(0.2):
            request = {"taskToken": task.token(), "completedType": "QUERY_RESULT_TYPE_FAILED", "errorMessage": "no"}
        self.do({"complete_query": request})
        self.hear_queries(task.workflow)

    def give_up_task(self):
        task = self.tasks.pop(self.random.randrange(len(self.tasks)))
        self.spent.append(task)
        return task

    def complete(self):
        task = self.give_up_task()
        workflow = task.workflow
        run = task.reply["workflowExecution"]["runId"]
        commands, reaches = self.commands_of(workflow, run)
        request = {"taskToken": task.token()}
        commands, accepted = self.answer_updates(task, request, commands, run)
        if self.chance(0.22):
            commands = commands + [self.maker().closing()]
            reaches = True
        if commands:
            request["commands"] = commands
        self.task_options(task, request)
        name = self.fresh("next")
        result = self.do({"complete_workflow_task": request, "as": name})
        if "error" in result and "queryResults" in request:
            raise KnownToDiffer
        if "queryResults" in request:
            self.hear_queries(workflow)
        if "reply" in result:
            self.accepted[run] = accepted
            self.note_sticky(workflow, request)
            for child in [each["startChildWorkflowExecutionCommandAttributes"]["workflowId"] for each in commands
                          if "startChildWorkflowExecutionCommandAttributes" in each]:
                self.know(child)
            # An inline task is answered at once or not at all: its token lies deeper.
            if "workflowTask" in result["reply"]:
                self.hold_inline(name, result["reply"]["workflowTask"], workflow)
        if reaches:
            self.sleep(LATENESS + 0.2)

    def maker(self):
        return Commands(self.random, self.short, self.fresh)

    def commands_of(self, workflow, run):
        events = self.peek({"history": {"execution": {"workflowId": workflow, "runId": run}}})
        history = History(events.get("history", {}).get("events", []))
        # The task of a query and what others tell would come in any order; nobody is its own parent.
        others = [] if workflow in self.queries.values() else [each for each in self.workflows if each != workflow]
        return self.maker().batch(history, others)

    def answer_updates(self, task, request, commands, run):
        choices = {}
        def choose(name):
            return choices.setdefault(name, self.random.choices(
                ["complete", "accept", "reject", "ignore"], [5, 3, 2, 0.7])[0])
        pending = self.accepted.get(run, {})
        more, messages, accepted = random_commands.update_answers(task.reply.get("messages", []), pending, choose)
        if messages:
            request["messages"] = messages
        return commands + more if self.chance(0.5) else more + commands, accepted

    def task_options(self, task, request):
        if task.reply.get("queries") and self.chance(0.9):
            answer = {"resultType": "QUERY_RESULT_TYPE_ANSWERED", "answer": TEXT}
            if self.chance(0.2):
                answer = {"resultType": "QUERY_RESULT_TYPE_FAILED", "errorMessage": "no"}
            request["queryResults"] = {f"${task.name}.queries.*": answer}
        if self.chance(0.2):
            request["returnNewWorkflowTask"] = True
        if self.chance(0.06):
            request["forceCreateNewWorkflowTask"] = True
        if self.chance(0.2):
            queue = {"name": "sticky" + task.workflow, "kind": "TASK_QUEUE_KIND_STICKY", "normalName": "q" + task.workflow}
            request["stickyAttributes"] = {"workerTaskQueue": queue, "scheduleToStartTimeout": self.short()}
        if self.chance(0.3):
            request["capabilities"] = {"discardSpeculativeWorkflowTaskWithEvents": True}

    def note_sticky(self, workflow, request):
        self.sticky.pop(workflow, None)
        if "stickyAttributes" in request:
            self.sticky[workflow] = request["stickyAttributes"]["workerTaskQueue"]["name"]

    def hold_inline(self, name, reply, workflow):
        task = Task(name + ".workflowTask", reply, workflow)
        self.tasks.append(task)

    def fail(self):
        task = self.give_up_task()
        request = {"taskToken": task.token()}
        if self.chance(0.2):
            request["cause"] = "WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR"
        self.do({"fail_workflow_task": request})

    def poll_activity(self):
        queues = sorted({queue for each in self.waits.values() for queue in each["activities"]})
        if not queues:
            return
        queue = self.random.choice(queues).replace("-" + self.name, "@")
        name = self.fresh("activity")
        reply = self.do({"poll_activity_task": {"taskQueue": {"name": queue}}, "as": name,
                         "timeout": 10}).get("reply", {})
        if "taskToken" in reply:
            self.activities.append(Task(name, reply, reply["workflowExecution"]["workflowId"]))

    def answer_activity(self):
        index = self.random.randrange(len(self.activities))
        task = self.activities[index]
        pick = self.random.choices(["complete_activity", "fail_activity", "cancel_activity", "heartbeat"],
                                   [4, 4, 1.5, 2])[0]
        request = {"taskToken": task.token()}
        if pick == "fail_activity":
            request["failure"] = self.random.choice(FAILURES)
            if self.chance(0.2):
                request["lastHeartbeatDetails"] = NUMBER
        elif pick == "complete_activity" and self.chance(0.5):
            request["result"] = TEXT
        elif pick in ("heartbeat", "cancel_activity") and self.chance(0.6):
            request["details"] = NUMBER
        result = self.do({pick: request})
        if pick != "heartbeat" and ("reply" in result or self.chance(0.6)):
            self.spent.append(self.activities.pop(index))

    def answer_by_id(self):
        workflow = self.target()
        events = self.peek({"history": {"execution": {"workflowId": workflow}}}).get("history", {}).get("events", [])
        ids = sorted(History(events).activities.values()) or ["nobody"]
        pick = self.random.choice(["complete", "fail", "cancel", "heartbeat"])
        operation = "heartbeat_by_id" if pick == "heartbeat" else pick + "_activity_by_id"
        self.do({operation: {"workflowId": workflow, "activityId": self.random.choice(ids)}})

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
