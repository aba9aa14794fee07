#!/usr/bin/env python3
"""Runs one suite of outside programs (SDKs, the temporal command) against a server that it starts and ends.

    run.py python --server build/dev/bin/skald --folder build/interop      Skald
    run.py python --server real --folder build/interop [--only NAME]       Temporal's own development server
    run.py python --address 127.0.0.1:7233 --folder build/interop          one that runs already

Packages are installed into --folder, pinned. A suite is right when it passes on the real server. Exit code 77: the
packages are not there and cannot be fetched.
"""

import argparse
import os
import pathlib
import subprocess
import sys

import packages
from server import Server

HERE = pathlib.Path(__file__).resolve().parent

# What a suite is: the packages it needs and its command, to which the server's address and the options are added.
SUITES = {
    "python": lambda where: [packages.python(where), HERE / "python/suite.py"],
    "python_uncached": lambda where: [packages.python(where), HERE / "python/suite.py", "--cached-runs", "0"],
    "typescript": lambda where: [packages.node(), packages.typescript(where) / "suite.mjs"],
    "environment": lambda where: [packages.python(where), HERE / "python/environment.py"],
    "differential": lambda where: [packages.python(where), HERE / "differential/suite.py"],
    "examples": lambda where: [packages.python(where), HERE / "examples/suite.py"],
    "kills": lambda where: [packages.python(where), HERE / "python/kills.py"],
    "bad_input": lambda where: [packages.python(where), HERE / "bad_input/suite.py", "--http2", packages.http2(where)],
    "cli": lambda where: [packages.python(where), HERE / "cli/suite.py"],
    "go": lambda where: [packages.go_program(where, "go_suite", HERE / "go")],
    "go_uncached": lambda where: [packages.go_program(where, "go_suite", HERE / "go"), "--cached-runs", "0"],
    "java": lambda where: [packages.python(where), HERE / "java/suite.py", "--classpath", packages.java(where)],
    "web_ui": lambda where: [packages.python(where), HERE / "web_ui/suite.py", "--web-ui", packages.web_ui(where)],
}

# Suites that start and end servers themselves: they are given the server's program instead of an address.
OWN_SERVERS = {"java", "bad_input", "kills", "examples", "cli", "web_ui", "environment"}

# Suites that use the server of run.py, and start more of the same program.
MORE_SERVERS = {"go", "go_uncached"}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("--server", default="real", help="skald's program, or `real`")
    parser.add_argument("--address", help="use the server that is there, start none")
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="where packages are installed")
    parser.add_argument("--only", help="cases whose names contain this")
    parser.add_argument("--attempts", type=int, default=1, help="how often a suite that fails is begun anew")
    return parser.parse_args()


def run(options):
    command = [str(part) for part in SUITES[options.suite](options.folder.resolve())]
    if options.only:
        command += ["--only", options.only]
    temporal = packages.temporal(options.folder.resolve())
    if options.suite in OWN_SERVERS:
        return subprocess.run(command + ["--server", options.server, "--temporal", str(temporal)]).returncode
    if options.suite in MORE_SERVERS:
        command += ["--program", str(temporal) if options.server == "real" else options.server]
    if options.address:
        return subprocess.run(command + ["--address", options.address]).returncode
    with Server(options.server, temporal) as server:
        code = subprocess.run(command + ["--address", server.address]).returncode
        if code:
            print(server.log(), file=sys.stderr)
        return code


def main():
    os.environ["RUST_BACKTRACE"] = "0"
    options = arguments()
    try:
        code = run(options)
        # SDKs abort by themselves now and then, against the real server as well; a defect of ours fails every time.
        for attempt in range(2, options.attempts + 1):
            if code:
                print(f"{options.suite} failed ({code}); attempt {attempt} of {options.attempts}", flush=True)
                code = run(options)
        return code
    except packages.Unreachable as error:
        print(f"skipped: {error}")
        return 77


if __name__ == "__main__":
    sys.exit(main())
