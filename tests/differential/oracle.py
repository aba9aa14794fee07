"""A real server and the engine, asked the same."""

import contextlib
import itertools
import json
import pathlib
import queue
import socket
import subprocess
import tempfile
import time

from engine_player import EngineEnded, EnginePlayer
from normalise import Normaliser
from random_scripts import Sequence, Stuck
from sameness import compared

HERE = pathlib.Path(__file__).resolve().parent


class Oracle:
    """Any thread. The plays on the real server have workflow ids and task queues of their own."""

    def __init__(self, address, engines):
        from real_server import Player  # needs gRPC, which recordings do not

        self.real_player = Player
        self.address = address
        self.engines = engines
        self.operations = json.loads((HERE / "operations.json").read_text())
        self.numbers = itertools.count()

    def real(self, name, script):
        return Normaliser()(self.real_player(self.address, self.operations, name).play(script))

    def differences(self, script, name=None):
        """Of one play: path, the real server's value and ours."""
        name = name or self.fresh_name()
        return compared(self.real(name, script), self.engines.play(name, script))

    def agrees_with_itself(self, script):
        """False if the real server answers now so, now so: then it says nothing."""
        names = [self.fresh_name() for _ in range(2)]
        one, other = (json.loads(json.dumps(self.real(name, script)).replace(name, "name")) for name in names)
        return not compared(one, other)

    def fresh_name(self):
        return f"p{next(self.numbers)}x{time.monotonic_ns() % 1000000}"


class Engines:
    """Some programs that play scripts, each one at a time."""

    def __init__(self, program, count):
        self.idle = queue.SimpleQueue()
        for _ in range(count):
            self.idle.put(EnginePlayer(program))

    @contextlib.contextmanager
    def one(self):
        player = self.idle.get()
        try:
            yield player
        finally:
            self.idle.put(player)

    def make_up(self, seed, length):
        """A random script; as far as it came, if the engine ended or did not answer."""
        with self.one() as player:
            sequence = Sequence(seed, player)
            with contextlib.suppress(EngineEnded, Stuck):
                return sequence.make(length)
            return sequence.script()

    def play(self, name, script):
        with self.one() as player:
            try:
                return Normaliser()(player.play(name, script))
            except EngineEnded as ended:
                return [{"step": 0, "stopped": str(ended)}]

    def close(self):
        while not self.idle.empty():
            self.idle.get().close()


@contextlib.contextmanager
def real_server(port=0):
    """The address of a development server that lives as long as the block."""
    import grpc

    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            ["temporal", "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port),
             "--db-filename", folder + "/temporal.db", "--log-level", "never"], stdout=subprocess.DEVNULL)
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                grpc.channel_ready_future(channel).result(timeout=60)
            time.sleep(3)  # until its namespace is known everywhere
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
