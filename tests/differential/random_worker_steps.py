"""What the workers of a random script do. A part of random_scripts.Sequence."""

import random_commands
from random_commands import FAILURES, NUMBER, TEXT, Commands, History
from random_times import LATENESS


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


class WorkerSteps:
    """Polls and answers; the tasks that are held, and those that were."""

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
