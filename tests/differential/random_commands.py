"""The commands of random workflow task completions: what a worker could say next about a run, and some that it could not."""

NUMBER = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "MQ=="}]}
TEXT = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "ImRvbmUi"}]}
FAILURES = [{"message": "no luck", "applicationFailureInfo": {"type": "Unlucky"}},
            {"message": "never", "applicationFailureInfo": {"type": "Fatal"}},
            {"message": "enough", "applicationFailureInfo": {"type": "Unlucky", "nonRetryable": True}},
            {"message": "inner", "applicationFailureInfo": {"type": "Unlucky"},
             "cause": {"message": "root", "applicationFailureInfo": {"type": "Root"}}},
            {"message": "later", "applicationFailureInfo": {"type": "Unlucky", "nextRetryDelay": "3s"}}]
RETRIES = [{"maximumAttempts": 1}, {"initialInterval": "1s", "maximumAttempts": 2},
           {"initialInterval": "2s", "backoffCoefficient": 1, "nonRetryableErrorTypes": ["Fatal"]},
           {"initialInterval": "1s", "backoffCoefficient": 2, "maximumInterval": "2s", "maximumAttempts": 3}]
CLOSE_POLICIES = ["PARENT_CLOSE_POLICY_TERMINATE", "PARENT_CLOSE_POLICY_ABANDON", "PARENT_CLOSE_POLICY_REQUEST_CANCEL"]


class History:
    """What is open in a run, read from its events."""

    def __init__(self, events):
        self.activities = {}  # id by scheduled event
        self.timers = set()
        self.cancelled = set()
        self.children = {}  # workflow id by initiated event
        for event in events:
            self.note(int(event["eventId"]), event)

    def note(self, number, event):
        kind = event["eventType"][len("EVENT_TYPE_"):]
        attributes = next((each for key, each in event.items() if key.endswith("EventAttributes")), {})
        if kind == "ACTIVITY_TASK_SCHEDULED":
            self.activities[number] = attributes["activityId"]
        elif kind == "ACTIVITY_TASK_CANCEL_REQUESTED":
            self.cancelled.add(int(attributes["scheduledEventId"]))
        elif kind.startswith("ACTIVITY_TASK") and kind != "ACTIVITY_TASK_STARTED":
            self.activities.pop(int(attributes["scheduledEventId"]), None)
        elif kind == "TIMER_STARTED":
            self.timers.add(attributes["timerId"])
        elif kind in ("TIMER_FIRED", "TIMER_CANCELED"):
            self.timers.discard(attributes["timerId"])
        elif kind == "START_CHILD_WORKFLOW_EXECUTION_INITIATED":
            self.children[number] = attributes["workflowId"]
        elif kind.startswith(("CHILD_WORKFLOW_EXECUTION", "START_CHILD")) and not kind.endswith("STARTED"):
            self.children.pop(int(attributes["initiatedEventId"]), None)


class Commands:
    """Makes batches of them. `short` gives a time of a few seconds that no other deadline of the script has, `name` a new id."""

    def __init__(self, random, short, name):
        self.random = random
        self.short = short
        self.name = name

    def batch(self, history, others):
        """Commands, and whether they reach another run. `others`: the workflow ids that they may reach."""
        count = self.random.choices([0, 1, 2, 3, 4], [3, 5, 4, 2, 1])[0]
        makers = [self.activity, self.activity, self.timer, self.marker, self.memo]
        if history.timers:
            makers.append(self.cancel_timer)
        if history.activities:
            makers += [self.cancel_activity, self.cancel_activity]
        if self.random.random() < 0.04:
            makers.append(self.mistake)
        commands = [self.random.choice(makers)(history) for _ in range(count)]
        reaches = bool(others) and self.random.random() < 0.25
        if reaches:  # one at most: the order of several is no promise
            maker = self.random.choice([self.child, self.child, self.signal_external, self.cancel_external])
            commands.insert(self.random.randint(0, len(commands)), maker(others))
        return commands, reaches

    def closing(self):
        pick = self.random.choices(["complete", "fail", "cancel", "continue"], [4, 3, 1, 3])[0]
        if pick == "complete":
            return command("COMPLETE_WORKFLOW_EXECUTION", {"result": TEXT} if self.random.random() < 0.6 else {})
        if pick == "fail":
            return command("FAIL_WORKFLOW_EXECUTION", {"failure": self.random.choice(FAILURES)})
        if pick == "cancel":
            return command("CANCEL_WORKFLOW_EXECUTION", {})
        options = {}
        if self.random.random() < 0.3:
            options["input"] = NUMBER
        if self.random.random() < 0.2:
            options["memo"] = {"fields": {"m": NUMBER["payloads"][0]}}
        if self.random.random() < 0.2:
            options["backoffStartInterval"] = self.random.choice(["3s", "3600s"])
        if self.random.random() < 0.2:
            options["workflowRunTimeout"] = self.random.choice([self.short(), "3600s"])
        if self.random.random() < 0.2:
            options["retryPolicy"] = self.random.choice(RETRIES)
        return command("CONTINUE_AS_NEW_WORKFLOW_EXECUTION", options)

    def activity(self, history):
        taken = list(history.activities.values())
        again = taken and self.random.random() < 0.04
        name = self.random.choice(taken) if again else self.name("a")
        attributes = {"activityId": name, "activityType": {"name": "act"}, "taskQueue": {"name": name + "@"}}
        kind = self.random.randrange(8)
        if kind < 3:
            attributes["startToCloseTimeout"] = "60s"
        elif kind == 3:
            attributes["scheduleToCloseTimeout"] = "60s"
        elif kind == 4:
            attributes["startToCloseTimeout"] = self.short()
        elif kind == 5:
            attributes["scheduleToCloseTimeout"] = self.short()
        elif kind == 6:
            attributes.update({"startToCloseTimeout": "60s", "scheduleToStartTimeout": self.short()})
        else:
            attributes.update({"startToCloseTimeout": "60s", "heartbeatTimeout": self.short()})
        if self.random.random() < 0.6:
            attributes["retryPolicy"] = self.random.choice(RETRIES)
        if self.random.random() < 0.3:
            attributes["input"] = NUMBER
        if self.random.random() < 0.08:
            attributes["requestEagerExecution"] = True
        return command("SCHEDULE_ACTIVITY_TASK", attributes)

    def timer(self, history):
        again = history.timers and self.random.random() < 0.04
        name = self.random.choice(sorted(history.timers)) if again else self.name("t")
        time = self.short() if self.random.random() < 0.5 else "3600s"
        return command("START_TIMER", {"timerId": name, "startToFireTimeout": time})

    def cancel_timer(self, history):
        return command("CANCEL_TIMER", {"timerId": self.random.choice(sorted(history.timers))})

    def cancel_activity(self, history):
        waiting = sorted(set(history.activities) - history.cancelled) or sorted(history.activities)
        return command("REQUEST_CANCEL_ACTIVITY_TASK", {"scheduledEventId": str(self.random.choice(waiting))})

    def marker(self, _):
        return command("RECORD_MARKER", {"markerName": "m", "details": {"d": NUMBER}})

    def memo(self, _):
        value = self.random.choice([NUMBER["payloads"][0], TEXT["payloads"][0], {}])
        return command("MODIFY_WORKFLOW_PROPERTIES", {"upsertedMemo": {"fields": {self.random.choice("mn"): value}}})

    def mistake(self, _):
        return self.random.choice([
            command("CANCEL_TIMER", {"timerId": "nobody"}),
            command("REQUEST_CANCEL_ACTIVITY_TASK", {"scheduledEventId": "999"}),
            command("SCHEDULE_ACTIVITY_TASK", {"activityId": "bad", "activityType": {"name": "act"},
                                               "taskQueue": {"name": "bad@"}}),
            command("COMPLETE_WORKFLOW_EXECUTION", {})])

    def child(self, others):
        name = self.random.choice(others) if self.random.random() < 0.25 else self.name("c") + "@"
        attributes = {"workflowId": name, "workflowType": {"name": "Child"}, "taskQueue": {"name": "q" + name}}
        if self.random.random() < 0.7:
            attributes["parentClosePolicy"] = self.random.choice(CLOSE_POLICIES)
        if self.random.random() < 0.3:
            attributes["retryPolicy"] = self.random.choice(RETRIES)
        if self.random.random() < 0.15:
            attributes["workflowRunTimeout"] = self.short()
        if self.random.random() < 0.2:
            attributes["workflowIdReusePolicy"] = "WORKFLOW_ID_REUSE_POLICY_" + self.random.choice(
                ["REJECT_DUPLICATE", "ALLOW_DUPLICATE_FAILED_ONLY", "TERMINATE_IF_RUNNING"])
        if self.random.random() < 0.3:
            attributes["input"] = NUMBER
        return command("START_CHILD_WORKFLOW_EXECUTION", attributes)

    def signal_external(self, others):
        attributes = {"execution": {"workflowId": self.target(others)}, "signalName": self.random.choice("st")}
        if self.random.random() < 0.2:
            attributes["childWorkflowOnly"] = True
        return command("SIGNAL_EXTERNAL_WORKFLOW_EXECUTION", attributes)

    def cancel_external(self, others):
        attributes = {"workflowId": self.target(others)}
        if self.random.random() < 0.2:
            attributes["childWorkflowOnly"] = True
        return command("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION", attributes)

    def target(self, others):
        return "nobody@" if self.random.random() < 0.1 else self.random.choice(others)


def command(kind, attributes):
    first, *rest = kind.lower().split("_")
    return {"commandType": "COMMAND_TYPE_" + kind,
            first + "".join(word.capitalize() for word in rest) + "CommandAttributes": attributes}


def update_answers(messages, pending, choose):
    """Messages and commands for updates: `messages` came with the task, `pending` (id by name) were accepted earlier. `choose`
    says "accept", "complete", "reject" or "ignore" of each. Returns both lists and what is accepted now."""
    commands, answers, accepted = [], [], dict(pending)
    for message in messages:
        name = message["protocolInstanceId"]
        request = {"meta": {"updateId": name, "identity": "client"}, "input": {"name": "add"}}
        event = message.get("eventId", "0")
        choice = choose(name)
        if choice == "reject":
            answers.append({"id": name + "/reject", "protocolInstanceId": name, "body": {
                "@type": "type.googleapis.com/temporal.api.update.v1.Rejection",
                "rejectedRequestMessageId": name + "/request", "rejectedRequestSequencingEventId": event,
                "rejectedRequest": request, "failure": FAILURES[0]}})
        if choice in ("accept", "complete"):
            commands.append(protocol_message(name + "/accept"))
            answers.append({"id": name + "/accept", "protocolInstanceId": name, "body": {
                "@type": "type.googleapis.com/temporal.api.update.v1.Acceptance",
                "acceptedRequestMessageId": name + "/request", "acceptedRequestSequencingEventId": event,
                "acceptedRequest": request}})
            accepted[name] = True
        if choice == "complete":
            complete(name, commands, answers, accepted)
    for name in pending:
        if choose(name) == "complete":
            complete(name, commands, answers, accepted)
    return commands, answers, accepted


def complete(name, commands, answers, accepted):
    commands.append(protocol_message(name + "/complete"))
    answers.append({"id": name + "/complete", "protocolInstanceId": name, "body": {
        "@type": "type.googleapis.com/temporal.api.update.v1.Response",
        "meta": {"updateId": name, "identity": "client"}, "outcome": {"success": TEXT}}})
    del accepted[name]


def protocol_message(name):
    return command("PROTOCOL_MESSAGE", {"messageId": name})
