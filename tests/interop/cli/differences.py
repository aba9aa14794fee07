"""Where answers are meant to differ from the real server's. Everything else is compared."""

# Commands, each with the reason.
COMMANDS = {
    "task-queue list-partition --task-queue cli": "a queue is not divided",
    "task-queue list-partition --task-queue cli -o json": "a queue is not divided",
    "task-queue describe --task-queue none --legacy-mode": "the retired versioning of queues has no answer here",
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
    "effectiveRateLimit": "queues have no limit",
    "versioningInfo": "the retired versioning of queues is not there",
}

# Namespaces that the real server has for itself.
NAMESPACES = {"temporal-system"}

# In the events that an activity was started: one that came with the answer to a completion says no build, and which way it
# comes depends on what its worker is doing.
FIELDS_OF_ACTIVITY_STARTS = {"workerVersion"}
