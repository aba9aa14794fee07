"""Bad input: calls that are wrong are answered as Temporal's server answers them, and floods reach nobody else."""

import argparse
import concurrent.futures
import json
import pathlib
import ssl
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), sys.argv[sys.argv.index("--http2") + 1]]

import floods  # noqa: E402
import wrong_calls  # noqa: E402
from server import Server  # noqa: E402

# What differs and may: the case, the part of it, what we say, and why.
WANTED = json.loads((HERE / "differences.json").read_text())

# How long a call of somebody else may take while a flood goes on. Seconds, on a machine that does other things, too.
PATIENCE = 20

# Cases that are played side by side: most of them wait. Each flood has a server of its own.
SIDE_BY_SIDE = 4


def parts(value, path=""):
    """The lines of a case, each with the place where it stands."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from parts(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from parts(each, f"{path}[{index}]")
    else:
        yield path, value


def compare(case, sides):
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        ours, real = threads.map(lambda side: dict(parts(case(side))), sides)
    failed = 0
    for place in ours:
        wanted = WANTED.get(f"{case.__name__} {place}".strip())
        if ours[place] == real[place] or (wanted and ours[place] == wanted["ours"]):
            continue
        failed += 1
        print(f"FAILED {case.__name__} {place}\n  real: {real[place]}\n  ours: {ours[place]}", flush=True)
    return failed


def compare_all(options):
    cases = [case for case in wrong_calls.CASES if options.only in case.__name__]
    if not cases:
        return 0
    with Server(options.server, options.temporal) as ours, Server("real", options.temporal) as real:
        sides = [wrong_calls.Side(ours.address), wrong_calls.Side(real.address)]
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
            return sum(threads.map(lambda case: report(case, sides), cases))


def report(case, sides):
    begun = time.monotonic()
    failed = compare(case, sides)
    print(f"{'FAILED' if failed else 'ok    '} {case.__name__} ({time.monotonic() - begun:.1f} s)", flush=True)
    return bool(failed)


class ServerWithTls(Server):
    """Skald's server for operation, with a certificate of its own."""

    def __init__(self, program, temporal):
        super().__init__(program, temporal)
        self.key, self.certificate = certificate(self.folder.name)

    def command(self, folder, port):
        return [self.program, "server", "--db", str(folder / "server.db"), "--ip", "127.0.0.1", "--port", port,
                "--log-level", "error", "--tls-cert", self.certificate, "--tls-key", self.key]

    def client_side(self):
        context = ssl.create_default_context(cafile=self.certificate)
        context.set_alpn_protocols(["h2"])
        return context


def certificate(folder):
    files = [str(pathlib.Path(folder) / name) for name in ("key.pem", "certificate.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "1", "-keyout",
                    files[0], "-out", files[1]], check=True, capture_output=True)
    return files


def play(flood, megabytes, options, wants_tls):
    server = (ServerWithTls if wants_tls else Server)(options.server, options.temporal)
    tls = server.client_side() if wants_tls else None
    with server, floods.Bystander(server.address, tls) as bystander:
        time.sleep(0.3)
        pid = server.process.pid
        floods.forget_peak(pid)
        before = floods.memory(pid)
        begun = time.monotonic()
        flood(server, options.scale)
        took, more = time.monotonic() - begun, floods.memory(pid, "VmHWM") - before
        calls = len(bystander.took)
        while not bystander.failed and len(bystander.took) < calls + 3 and time.monotonic() < begun + took + PATIENCE:
            time.sleep(0.01)
        wrong = list(bystander.failed)
        if server.process.poll() is not None:
            wrong.append(f"the server ended with {server.process.returncode}: {server.log()}")
        if more > megabytes:
            wrong.append(f"{more:.0f} MB more, not {megabytes}")
        if not bystander.took or max(bystander.took) > PATIENCE or len(bystander.took) < calls + 3:
            wrong.append(f"somebody else waited {max(bystander.took, default=PATIENCE):.1f} s")
        slowest = max(bystander.took, default=0)
        print(f"{'FAILED' if wrong else 'ok    '} {flood.__name__}: {took:.1f} s, {more:.0f} MB more; somebody else: "
              f"{len(bystander.took)} calls, {slowest * 1000:.0f} ms at most {' '.join(wrong)}", flush=True)
        return bool(wrong)


def main(options):
    failed = compare_all(options)
    cases = [case for case in floods.CASES if options.only in case[0].__name__]
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        failed += sum(threads.map(lambda case: play(case[0], case[1], options, case[2].get("tls")), cases))
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--http2", required=True, help="where its packages are")
    parser.add_argument("--only", default="")
    parser.add_argument("--scale", type=int, default=1, help="how many times as much each flood sends")
    sys.exit(main(parser.parse_args()))
