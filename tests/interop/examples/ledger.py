"""Histories against the shop's books: what the server recorded is what the world did, once."""

import base64
import json
import sqlite3
import subprocess

# Which table of the shop keeps what an activity does.
TABLES = {"reserve_stock": "reservations", "charge_card": "payments", "ship": "shipments"}

ENDS = ["activityTaskCompletedEventAttributes", "activityTaskFailedEventAttributes",
        "activityTaskTimedOutEventAttributes", "activityTaskCanceledEventAttributes"]


def history_of(skald, address, order):
    shown = subprocess.run([skald, "workflow", "show", "--address", address, "--output", "json", order],
                           stdout=subprocess.PIPE, check=True)
    return json.loads(shown.stdout)["events"]


def problems_of(events, shop):
    """Sentences about one history."""
    if [int(event["eventId"]) for event in events] != list(range(1, len(events) + 1)):
        yield "its event ids have gaps"
    run = events[0]["workflowExecutionStartedEventAttributes"]["originalExecutionRunId"]
    scheduled = {int(event["eventId"]): event["activityTaskScheduledEventAttributes"] for event in events
                 if "activityTaskScheduledEventAttributes" in event}
    ended = []
    for event in events:
        for kind in ENDS:
            if kind in event:
                ended.append(int(event[kind]["scheduledEventId"]))
        if ENDS[0] in event:
            yield from problem_of_result(event[ENDS[0]], scheduled, run, shop)
    if sorted(ended) != sorted(scheduled):
        yield f"activities {sorted(scheduled)} were scheduled, {sorted(ended)} ended"


def problem_of_result(completed, scheduled, run, shop):
    activity = scheduled[int(completed["scheduledEventId"])]
    table = TABLES.get(activity["activityType"]["name"])
    if not table:
        return
    recorded = json.loads(base64.b64decode(completed["result"]["payloads"][0]["data"]))
    key = f"{run}/{activity['activityId']}"
    done = shop.execute(f"SELECT id FROM {table} WHERE key = ?", (key,)).fetchall()
    if done != [(recorded,)]:
        yield f"{activity['activityType']['name']} is recorded as {recorded}, the shop has {done}"


def check(skald, address, orders, shop_file):
    """How many histories do not fit, after saying why."""
    shop = sqlite3.connect(shop_file)
    failed = 0
    for order in orders:
        for problem in problems_of(history_of(skald, address, order), shop):
            failed += 1
            print(f"FAILED {order}: {problem}")
    shop.close()
    return failed
