"""Temporal's Web UI, its own server in front of Skald and of the real server: each request that its pages make must be
answered alike."""

import argparse
import asyncio
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "python"), str(HERE.parent / "cli")]

import suite_world  # noqa: E402
from leave import leave  # noqa: E402
from normal_form import NormalForm  # noqa: E402
from server import Server, free_port  # noqa: E402

REPEAT_SECONDS = 6
CONFIGURATION = """
temporalGrpcAddress: {address}
host: 127.0.0.1
port: {port}
enableUi: true
defaultNamespace: default
cors: {{allowOrigins: ["http://127.0.0.1:{port}"]}}
auth: {{enabled: false}}
"""


class Side:
    """One server, and a Web UI that is pointed at it."""

    def __init__(self, program, temporal, web_ui):
        self.server = Server(program, temporal)
        self.web_ui = web_ui
        self.form = NormalForm()

    def __enter__(self):
        self.server.start()
        self.folder = tempfile.TemporaryDirectory(prefix="skald-interop-")
        self.port = free_port()
        text = CONFIGURATION.format(address=self.server.address, port=self.port)
        (pathlib.Path(self.folder.name) / "development.yaml").write_text(text)
        self.process = subprocess.Popen([self.web_ui, "--root", self.folder.name, "--config", ".", "start"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()
        self.server.stop()
        self.server.folder.cleanup()

    def ask(self, method, path, body=None):
        """Status and JSON of one request, as a browser on the UI's page makes it."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method, data=body and body.encode(),
            headers={"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin",
                     "Caller-Type": "operator"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    async def answer(self, words):
        status, text = await asyncio.to_thread(self.ask, *words)
        return self.form.of(status, text, "").replace(str(self.port), "<port>")

    async def serving(self):
        for _ in range(200):
            try:
                return self.ask("GET", "/healthz")
            except OSError:
                await asyncio.sleep(0.1)
        raise AssertionError("the Web UI does not serve")


async def compare(line, sides):
    repeat = line.startswith("~ ")
    words = line.removeprefix("~ ").removeprefix("? ").split(" ", 2)
    deadline = asyncio.get_running_loop().time() + REPEAT_SECONDS
    while True:
        answers = await asyncio.gather(*(side.answer(words) for side in sides))
        if answers[0] == answers[1] or not repeat or asyncio.get_running_loop().time() > deadline:
            return answers
        await asyncio.sleep(0.2)


def alike(line, answers):
    if answers[0] == answers[1] or not line.startswith("? "):
        return answers[0] == answers[1]
    return "exit code 200" in answers[0] or ("exit code 501" in answers[0] and '"code": 12' in answers[0])


def has_pages(side):
    status, text = side.ask("GET", "/namespaces/default/workflows")
    return status == 200 and "<html" in text


async def play(sides, only):
    for side in sides:
        await side.serving()
    assert has_pages(sides[0])
    lines = [line for line in (HERE / "requests.txt").read_text().splitlines() if line and not line.startswith("#")]
    failed = 0
    workers = [await suite_world.prepared(side.server.address) for side in sides]
    async with workers[0], workers[1]:
        for line in lines:
            if only not in line:
                continue
            answers = await compare(line, sides)
            if alike(line, answers):
                print(f"ok     {line[:110]}", flush=True)
                continue
            failed += 1
            print(f"FAILED {line}\n--- the real server\n{answers[1]}\n--- this one\n{answers[0]}\n---", flush=True)
    print(f"{len(lines)} requests, {failed} failed")
    return 1 if failed else 0


async def main(options):
    with Side(options.server, options.temporal, options.web_ui) as ours:
        with Side("real", options.temporal, options.web_ui) as theirs:
            return await play([ours, theirs], options.only)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--web-ui", required=True)
    parser.add_argument("--only", default="")
    leave(asyncio.run(main(parser.parse_args())))
