"""The examples as their users run them, with an address: on Skald's server and on the real one, their processes killed
again and again. SKALD_SAGA_KILLS=<n> in the environment: at least so many kills, in waves, each on a new server."""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import ledger  # noqa: E402
from orders import ENDINGS, STOCK, Orders  # noqa: E402
from server import Server  # noqa: E402

PROGRAMS = pathlib.Path(os.environ.get("SKALD_PROGRAMS", HERE.parents[2] / "build/dev/bin"))
LIBRARIES = PROGRAMS.parent / "lib"
SKALD = str(PROGRAMS / "skald")

# Where a worker may die by itself: see engine/base/kill_points.h.
POINTS = ["task-taken", "task-done", "activity-done"]
# An order whose call is lost three times fails, as its workflow says; each loss takes 5 s to be noticed. So a wave of kills is
# short, and has orders of its own.
WAVE_SECONDS = 8
KILLS_OF_A_WAVE = 4
SECONDS_TO_END = 120


class Failed(Exception):
    pass


class Saga:
    """The program of example 01 in a folder, at an address or (None) on the file of that folder."""

    def __init__(self, folder, orders, address):
        self.folder = pathlib.Path(folder)
        self.command = [PROGRAMS / "order_saga", orders.file, STOCK] + ([address] if address else [])

    def start(self, kill_at=""):
        return subprocess.Popen(self.command, cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                env=dict(os.environ, SKALD_KILL_AT=kill_at))

    def dies_within(self, seconds, kill_at=""):
        """Runs it and kills it. False: it was done before."""
        process = self.start(kill_at)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        if process.returncode not in (0, -signal.SIGKILL):
            raise Failed(f"order_saga ended with {process.returncode}")
        return process.returncode != 0

    def finish(self):
        """Its report, after its end."""
        return report_of(self.start())


def report_of(process):
    """What it printed by its end, which must be a good one."""
    try:
        output, _ = process.communicate(timeout=SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Failed(f"orders do not end:\n{process.communicate()[0]}") from None
    if process.returncode:
        raise Failed(f"{process.args[0]} says {process.returncode}:\n{output}")
    return output


def check_report(report, orders):
    """Every equation holds, and as many orders ended in every way as were to."""
    lines = [line.strip() for line in report.splitlines()]
    if sum(line.startswith("ok ") for line in lines) != 4:
        raise Failed(f"not every equation holds:\n{report}")
    plan = orders.plan()
    for ending in ENDINGS:
        line = next(line for line in lines if line.startswith(ending))
        if int(line.split()[-1]) != plan[ending]:
            raise Failed(f"{plan[ending]} orders were to end as '{ending}':\n{report}")


def check_server(address, orders, folder, library):
    """What the server recorded agrees with the shop and with the code."""
    if ledger.check(SKALD, address, orders.ids(), folder / "shop.db"):
        raise Failed("histories and the shop's books differ")
    replayed = subprocess.run([SKALD, "replay", "--address", address, "--library", LIBRARIES / library, "--all"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if replayed.returncode or f"{len(orders.ids())} runs" not in replayed.stdout:
        raise Failed(f"the histories do not replay:\n{replayed.stdout}")


def kill_again_and_again(saga, chance, is_real):
    """One wave; how often it was killed."""
    until = time.monotonic() + WAVE_SECONDS
    kills = 0
    while kills < KILLS_OF_A_WAVE and time.monotonic() < until - 1:
        point = chance.choice(POINTS + [""])
        passes = chance.randint(1, 10 if is_real else 40)
        if not saga.dies_within(chance.uniform(0.5, 1.5), point and f"{point}:{passes}"):
            break
        kills += 1
    return kills


def killed_saga(options, chance):
    """The program of example 01, killed at random and at named moments, ends with every order accounted for."""
    done = 0
    while done < int(os.environ.get("SKALD_SAGA_KILLS", "1")):
        with Server(options.server, options.temporal) as running:
            folder = pathlib.Path(running.folder.name)
            orders = Orders(folder / "orders.csv", 40 if running.is_real else 160)
            saga = Saga(folder, orders, running.address)
            killed = kill_again_and_again(saga, chance, running.is_real)
            if not killed:
                raise Failed("all orders were done before the first kill")
            done += killed
            check_report(saga.finish(), orders)
            check_server(running.address, orders, folder, "liborders.so")
            print(f"  {killed} kills, {len(orders.ids())} orders, every equation holds, all histories replay", flush=True)


def file_taken_over(options, chance):
    """Orders that the program left half done in its file go on at the server that is given the file."""
    if options.server == "real":
        return
    server = Server(options.server, options.temporal)
    folder = pathlib.Path(server.folder.name)
    orders = Orders(folder / "orders.csv", 80)
    if not Saga(folder, orders, None).dies_within(chance.uniform(0.3, 0.6)):
        raise Failed("all orders were done before the kill")
    for file in folder.glob("orders.db*"):
        shutil.move(file, folder / file.name.replace("orders.db", "server.db"))
    with server as running:
        saga = Saga(folder, orders, running.address)
        check_report(saga.finish(), orders)
        check_server(running.address, orders, folder, "liborders.so")


def workers(options, chance):
    """The programs of example 02 and the courier in Python, a worker killed on the way."""
    if options.server != "real":
        return  # the demo does that, with all orders
    with Server(options.server, options.temporal) as running:
        folder = pathlib.Path(running.folder.name)
        orders = Orders(folder / "orders.csv", 25)
        courier = HERE.parents[2] / "examples/02_order_workers/courier.py"
        commands = [[PROGRAMS / "order_worker", running.address]] * 2 + [[sys.executable, courier, running.address]]
        processes = [subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
                     for command in commands]
        try:
            client = subprocess.Popen([PROGRAMS / "order_client", running.address, orders.file, STOCK], cwd=folder,
                                      text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            time.sleep(chance.uniform(0.5, 2))
            processes[0].kill()
            report = report_of(client)
        finally:
            for process in processes + [client]:
                process.kill()
                process.wait()
        check_report(report, orders)
        check_server(running.address, orders, folder, "liborder_workers.so")


CASES = [killed_saga, file_taken_over, workers]


def passes(case, options, seed):
    """Runs a case and says how it ended."""
    begun = time.monotonic()
    try:
        case(options, random.Random(seed))
        print(f"ok {case.__name__} ({time.monotonic() - begun:.1f} s)", flush=True)
        return True
    except Failed as error:
        print(f"FAILED {case.__name__}: {error}", flush=True)
        return False


def main(options):
    seed = random.randrange(1 << 30)
    print(f"seed {seed}", flush=True)
    cases = [case for case in CASES if not options.only or options.only in case.__name__]
    # Side by side: what they do most is to wait for a server's time limits.
    with ThreadPoolExecutor() as threads:
        ended = list(threads.map(lambda case: passes(case, options, seed), cases))
    return 0 if all(ended) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--only", help="cases whose names contain this")
    sys.exit(main(parser.parse_args()))
