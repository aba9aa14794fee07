"""A courier: the activity `ship`, in Python, for the C++ workflow `place_order`.

usage: courier.py <host:port>      The shop's file shop.db lies in the current folder.
"""

import asyncio
import signal
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

# How long the way to an address takes.
DELIVERY_SECONDS = 0.06


@activity.defn
def ship(order: dict, reservation: str) -> str:
    """Hands the reserved units over and returns the tracking number.

    It may be called again for the same parcel: the key is the same in every attempt, and the shop does nothing
    twice for one key.
    """
    info = activity.info()
    key = f"{info.workflow_run_id}/{info.activity_id}"
    time.sleep(DELIVERY_SECONDS)
    shop = sqlite3.connect("shop.db", timeout=30, isolation_level=None)
    try:
        shop.execute("PRAGMA synchronous = NORMAL")
        shop.execute("BEGIN IMMEDIATE")
        (address,) = shop.execute("SELECT address FROM customers WHERE order_id = ?", (order["id"],)).fetchone()
        if address == "unknown":
            # Asking again does not change it: the saga undoes the order at once.
            raise ApplicationError(
                f"nobody delivers to the address of {order['id']}", type="ShippingRefused", non_retryable=True
            )
        (tracking,) = shop.execute(
            "INSERT INTO shipments(id, key, order_id, reservation)"
            " VALUES ('T' || (SELECT count(*) + 1 FROM shipments), ?, ?, ?)"
            " ON CONFLICT(key) DO UPDATE SET calls = calls + 1 RETURNING id",
            (key, order["id"], reservation),
        ).fetchall()[0]
        shop.execute("UPDATE reservations SET state = 'shipped' WHERE id = ?", (reservation,))
        shop.execute("COMMIT")
        return tracking
    finally:
        shop.close()


async def main(address: str) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    client = await Client.connect(address)
    threads = ThreadPoolExecutor(50)
    async with Worker(
        client,
        task_queue="couriers",
        activities=[ship],
        activity_executor=threads,
        max_concurrent_activities=50,
    ):
        await stopped.wait()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(main(sys.argv[1]))
