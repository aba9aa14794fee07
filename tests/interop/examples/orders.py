"""The orders of the examples, and what must become of them: the plan that a shop's books and histories are held against."""

import collections
import csv
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parents[2] / "examples/01_order_saga"
STOCK = EXAMPLE / "stock.csv"

# How the programs name the ways an order can end.
ENDINGS = ["shipped", "compensated: out of stock", "compensated: card declined", "compensated: shipping refused",
           "compensated: payment timed out"]


class Orders:
    """Some of the example's orders, in a file of their own. Those whose provider is silent take 18 s each, so that they are
    left out unless they are wanted."""

    def __init__(self, file, count, *, silent=False):
        self.file = pathlib.Path(file)
        with open(EXAMPLE / "orders.csv", newline="") as all_orders:
            lines = csv.DictReader(all_orders)
            chosen = [order for order in lines if silent or order["card"] != "silent"]
        self.orders = chosen[:count]
        with open(self.file, "w", newline="") as mine:
            writer = csv.DictWriter(mine, lines.fieldnames)
            writer.writeheader()
            writer.writerows(self.orders)

    def ids(self):
        return [order["id"] for order in self.orders]

    def plan(self):
        """How many orders end how."""
        return collections.Counter(ending_of(order) for order in self.orders)


def ending_of(order):
    if order["sku"] == "dragon-scale":  # of which there are none
        return ENDINGS[1]
    if order["card"] == "declined":
        return ENDINGS[2]
    if order["card"] == "silent":
        return ENDINGS[4]
    return ENDINGS[3] if order["address"] == "unknown" else ENDINGS[0]
