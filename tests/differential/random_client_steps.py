"""What the clients of a random script do. A part of random_scripts.Sequence."""

from random_commands import NUMBER, RETRIES
from random_times import LATENESS
from random_worker_steps import Task


class ClientSteps:
    """Starts, signals, cancellations, terminations, updates and queries, in the background while workers are needed for them."""

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
