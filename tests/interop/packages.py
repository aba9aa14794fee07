"""The outside programs of the suites: fetched from their registries in pinned versions, installed once per pin."""

import fcntl
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


class Unreachable(Exception):
    """A registry that does not answer: nothing is wrong with the server under test."""


def python(folder):
    """The interpreter of an environment with the Python SDK."""
    place = folder / "python"
    with Installation(place, (HERE / "python/requirements.txt").read_text()) as needed:
        if needed:
            fetch([sys.executable, "-m", "venv", "--clear", place])
            fetch([place / "bin/pip", "install", "--quiet", "--disable-pip-version-check",
                   "-r", HERE / "python/requirements.txt"])
    return place / "bin/python"


HTTP2 = "hpack==4.1.0"


def http2(folder):
    """A folder with what the headers of HTTP/2 are packed by."""
    place = folder / "http2"
    with Installation(place, HTTP2) as needed:
        if needed:
            shutil.rmtree(place, ignore_errors=True)
            fetch([python(folder).parent / "pip", "install", "--quiet", "--disable-pip-version-check",
                   "--target", place, HTTP2])
    return place


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
    with Installation(place, "".join(file.read_text() for file in pins)) as needed:
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


OLDEST_GO = (1, 26)


def go():
    """Go, if it is new enough for the programs that are built with it."""
    found = shutil.which("go")
    if not found:
        raise Unreachable("go is not installed")
    version = subprocess.run([found, "env", "GOVERSION"], text=True, stdout=subprocess.PIPE).stdout.strip()
    numbers = re.match(r"go(\d+)\.(\d+)", version)
    if not numbers or tuple(map(int, numbers.groups())) < OLDEST_GO:
        raise Unreachable(f"{version or 'this go'} is too old: go{'.'.join(map(str, OLDEST_GO))} or newer is needed")
    return found


def go_program(folder, name, sources):
    """A Go program of ours beside its pinned modules, built when a source or a pin has changed."""
    compiler = go()
    program = folder.resolve() / name
    texts = [file.read_text() for file in sorted(sources.glob("*.go")) + [sources / "go.mod", sources / "go.sum"]]
    with Installation(program, "".join(texts)) as needed:
        if needed or not program.exists():
            fetch([compiler, "build", "-o", program, "."], sources)
    return program


def go_client(folder):
    """The worker and client of `tools/dev bench go_server`."""
    return go_program(folder, "go_client", HERE.parent.parent / "tools/bench/go")


OLDEST_JDK = 17


def java(folder):
    """The class path of the Java suite, which Maven builds beside the SDK's jars when a source or a pin has changed."""
    if not shutil.which("mvn") or not shutil.which("javac"):
        raise Unreachable("mvn and a JDK are not installed")
    version = subprocess.run(["javac", "-version"], text=True, stdout=subprocess.PIPE).stdout
    if int((re.findall(r"\d+", version) or [0])[0]) < OLDEST_JDK:
        raise Unreachable(f"{version.strip() or 'this JDK'} is too old: {OLDEST_JDK} or newer is needed")
    place, sources = folder / "java", HERE / "java"
    texts = [file.read_text() for file in [sources / "pom.xml", *sorted(sources.glob("src/**/*.java"))]]
    with Installation(place, "".join(texts)) as needed:
        if needed:
            shutil.rmtree(place, ignore_errors=True)
            fetch(["mvn", "-q", "-B", "-f", sources / "pom.xml", f"-Dplace={place}", "package"])
    return f"{place / 'interop.jar'}:{place / 'libraries'}/*"


WEB_UI = "github.com/temporalio/ui-server/v2/cmd/server@v2.54.1"


def web_ui(folder):
    """The server of Temporal's Web UI, with its pages inside. Nobody publishes it as a program, so Go builds it."""
    compiler = go()
    place = folder / "go"
    with Installation(place, WEB_UI) as needed:
        if needed:
            place.mkdir(exist_ok=True)
            fetch(["env", f"GOBIN={place}", compiler, "install", WEB_UI])
    return place / "server"


class Installation:
    """Says whether a folder must be installed anew for these pins; one process at a time."""

    def __init__(self, place, pins: str):
        place.parent.mkdir(parents=True, exist_ok=True)
        self.stamp = place.with_suffix(".installed")
        self.lock = place.with_suffix(".lock")
        self.pin = hashlib.sha256(pins.encode()).hexdigest()

    def __enter__(self):
        self.holder = self.lock.open("w")
        fcntl.flock(self.holder, fcntl.LOCK_EX)
        return not self.stamp.exists() or self.stamp.read_text() != self.pin

    def __exit__(self, error, *_):
        if error is None:
            self.stamp.write_text(self.pin)
        self.holder.close()


# What npm, pip, go and mvn write when nobody answers.
AWAY = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "NewConnectionError",
        "ConnectTimeoutError", "NameResolutionError", "dial tcp", "TLS handshake timeout", "Could not transfer artifact")


def fetch(command, folder=None):
    done = subprocess.run([str(part) for part in command], cwd=folder, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode:
        away = any(word in done.stdout for word in AWAY)
        kind = Unreachable if away else RuntimeError
        raise kind(f"{' '.join(map(str, command[:3]))} failed:\n{done.stdout}")


if __name__ == "__main__":
    # packages.py python|temporal|go_client FOLDER: installs what is missing and says where the program is.
    try:
        print({"python": python, "temporal": temporal, "go_client": go_client}[sys.argv[1]](pathlib.Path(sys.argv[2])))
    except Unreachable as error:
        sys.exit(f"packages.py: {error}")
