"""Where answers are meant to differ from the real server's. Everything else is compared."""

# Commands, each with the reason.
COMMANDS = {
    "task-queue list-partition --task-queue cli": "a queue is not divided",
    "task-queue list-partition --task-queue cli -o json": "a queue is not divided",
    "task-queue describe --task-queue none --legacy-mode": "the retired versioning of queues has no answer here",
    "operator namespace describe default": "its closed runs are kept until somebody sets a retention",
    "operator cluster system": "another server says another version, and has no schedules",
}

# Fields of JSON, wherever they stand, each with the reason.
FIELDS = {
    "capabilities": "a server says what it can do",
    "supportsSchedules": "a server says what it can do",
    "limits": "a server says what it takes",
    "supportedClients": "Nexus is not there",
    "initialFailoverVersion": "there is one cluster",
    "failoverVersionIncrement": "there is one cluster",
    "customSearchAttributeAliases": "attributes are stored under their own names",
    "workflowExecutionRetentionTtl": "closed runs of the namespace `default` are kept until somebody sets a retention",
    "effectiveRateLimit": "queues have no limit",
    "workerVersionCapabilities": "the retired versioning of queues is not there",
    "versioningInfo": "the retired versioning of queues is not there",
    "namespaceId": "a run and its children are of one namespace, which is named",
    "parentNamespaceId": "a run and its parent are of one namespace, which is named",
    "parentWorkflowNamespaceId": "a run and its parent are of one namespace, which is named",
}

# Namespaces that the real server has for itself.
NAMESPACES = {"temporal-system"}

# In the events that a task was started: the build is in the event that completes it.
FIELDS_OF_STARTS = {"workerVersion"}
