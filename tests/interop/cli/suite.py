"""The `temporal` command against Skald and against the real server: what it prints and how it ends must be the same."""

import argparse
import asyncio
import pathlib
import shlex
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "python")]

import temporalio.client  # noqa: E402

import world as world_module  # noqa: E402
from differences import COMMANDS  # noqa: E402
from leave import leave  # noqa: E402
from normal_form import NormalForm  # noqa: E402
from server import Server  # noqa: E402

REPEAT_SECONDS = 6


class Side:
    """One of the two servers, with a worker of the queue `cli`."""

    def __init__(self, program, temporal):
        self.server = Server(program, temporal)
        self.temporal = temporal
        self.form = NormalForm()
        self.home = tempfile.TemporaryDirectory(prefix="skald-interop-")

    async def command(self, words):
        """Exit code, output and errors of one command, in normal form."""
        environment = {"HOME": self.home.name, "TEMPORAL_ADDRESS": self.server.address, "PATH": "/usr/bin:/bin"}
        process = await asyncio.create_subprocess_exec(
            str(self.temporal), *words, "--command-timeout", "20s", "--color", "never", env=environment,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        out, errors = await process.communicate()
        return self.form.of(process.returncode, out.decode(), errors.decode())

    async def client(self):
        for _ in range(200):
            try:
                client = await temporalio.client.Client.connect(self.server.address, identity="interop")
                await client.count_workflows("WorkflowId = 'none'")
                return client
            except Exception as error:
                last = error
                await asyncio.sleep(0.1)
        raise last


async def compare(line, sides):
    """Plays one line on both sides; gives the two answers."""
    repeat = line.startswith("~ ")
    words = shlex.split(line.removeprefix("~ ").removeprefix("? "))
    deadline = asyncio.get_running_loop().time() + REPEAT_SECONDS
    while True:
        answers = await asyncio.gather(*(side.command(words) for side in sides))
        if answers[0] == answers[1] or not repeat or asyncio.get_running_loop().time() > deadline:
            return answers
        await asyncio.sleep(0.2)


def report(line, answers):
    if line in COMMANDS:
        print(f"known  {line}: {COMMANDS[line]}", flush=True)
        return True
    if line.startswith("? ") and "is not part of this version" in answers[0]:
        print(f"absent {line}", flush=True)
        return True
    if answers[0] == answers[1]:
        print(f"ok     {line}", flush=True)
        return True
    print(f"FAILED {line}\n--- the real server\n{answers[1]}\n--- this one\n{answers[0]}\n---", flush=True)
    return False


async def play(sides, only):
    for module in ("activities", "messages", "updates", "children", "lifecycle"):
        __import__(module)
    lines = [line for line in (HERE / "commands.txt").read_text().splitlines() if line and not line.startswith("#")]
    failed = 0
    workers = [world_module.World(await side.client(), 100).worker(queue="cli") for side in sides]
    async with workers[0], workers[1]:
        for line in lines:
            if only in line:
                failed += not report(line, await compare(line, sides))
    print(f"{len(lines)} commands, {failed} failed")
    return 1 if failed else 0


async def main(options):
    sides = [Side(options.server, options.temporal), Side("real", options.temporal)]
    with sides[0].server, sides[1].server, sides[0].home, sides[1].home:
        return await play(sides, options.only)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--only", default="")
    leave(asyncio.run(main(parser.parse_args())))
