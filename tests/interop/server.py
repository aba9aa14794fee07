"""A server under test: Skald's program or the real one, on a free loopback port and a file of its own."""

import pathlib
import signal
import socket
import subprocess
import tempfile
import time

# What the suites use of search attributes, registered at the start.
SEARCH_ATTRIBUTES = ["Customer=Keyword", "Amount=Int", "Weight=Double", "Urgent=Bool", "Due=Datetime",
                     "Labels=KeywordList", "Note=Text"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Runs from `with` to the end of its block. kill() and start() may be called between."""

    def __init__(self, program, temporal):
        self.program = str(temporal) if program == "real" else program
        self.is_real = program == "real"
        self.address = f"127.0.0.1:{free_port()}"
        self.folder = tempfile.TemporaryDirectory(prefix="skald-interop-")
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()

    def command(self, folder, port):
        command = [self.program, "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", port,
                   "--db-filename", str(folder / "server.db"), "--log-level", "error"]
        for attribute in SEARCH_ATTRIBUTES:
            command += ["--search-attribute", attribute]
        return command

    def start(self):
        folder = pathlib.Path(self.folder.name)
        command = self.command(folder, self.address.rsplit(":", 1)[1])
        with open(folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.wait_until_it_accepts()

    def wait_until_it_accepts(self):
        host, port = self.address.rsplit(":", 1)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log()}")
            try:
                socket.create_connection((host, int(port)), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the server does not listen after 30 s:\n{self.log()}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self):
        """The last lines that it wrote."""
        text = (pathlib.Path(self.folder.name) / "server.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-60:])
