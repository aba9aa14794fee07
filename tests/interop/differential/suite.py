"""The scripts of tests/differential, call by call over the wire: what was recorded from Temporal's server must come back
from the server at --address."""

import argparse
import concurrent.futures
import json
import pathlib
import sys
import time

import grpc

TESTS = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = TESTS / "differential"
sys.path.insert(0, str(SCRIPTS))

from normalise import Normaliser  # noqa: E402
from real_server import Player  # noqa: E402

AT_A_TIME = 24

# The real server lets a second pass between a run and the one that continues it; here none passes, so that the
# scripts find the next run's first task already there.
MEET_THE_NEXT_RUN = {"continue_as_new_at_once", "query_of_a_continued_run", "query_waits_and_the_run_is_continued"}


def differences(real, ours, passed_over, path=""):
    """The places where the two differ, each with both values."""
    if isinstance(real, dict) and isinstance(ours, dict):
        for key in sorted(set(real) | set(ours)):
            if key not in passed_over:
                yield from differences(real.get(key), ours.get(key), passed_over, f"{path}.{key}")
    elif isinstance(real, list) and isinstance(ours, list):
        for index in range(max(len(real), len(ours))):
            left, right = (each[index] if index < len(each) else None for each in (real, ours))
            yield from differences(left, right, passed_over, f"{path}[{index}]")
    elif real != ours:
        yield path, real, ours


def play(address, operations, known, name):
    """What differs in one script, but for what is known to."""
    script = json.loads((SCRIPTS / "scripts" / (name + ".json")).read_text())
    real = json.loads((SCRIPTS / "recorded" / (name + ".json")).read_text())
    ours = Normaliser()(Player(address, operations, name).play(script))
    places = known["places"].get(name, [])
    return [found for found in differences(real, ours, set(known["fields"]))
            if not any(found[0].startswith(place) for place in places)]


def report(name, outcome):
    """True if the script was answered alike."""
    try:
        found = outcome.result()
    except Exception as error:
        print(f"FAILED {name}: {error!r}", flush=True)
        return False
    for path, real, ours in found[:6]:
        print(f"FAILED {name} {path}\n  real: {str(real)[:300]}\n  ours: {str(ours)[:300]}", flush=True)
    return not found


def main(options):
    grpc.channel_ready_future(grpc.insecure_channel(options.address)).result(timeout=30)
    operations = json.loads((SCRIPTS / "operations.json").read_text())
    known = json.loads((SCRIPTS / "known_differences.json").read_text())
    names = [path.stem for path in sorted((SCRIPTS / "scripts").glob("*.json"))
             if options.only in path.stem and path.stem not in MEET_THE_NEXT_RUN]
    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as threads:
        plays = {name: threads.submit(play, options.address, operations, known, name) for name in names}
        failed = sum(not report(name, each) for name, each in plays.items())
    print(f"{len(names)} scripts in {time.monotonic() - begin:.0f} s, {failed} failed")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--only", default="")
    sys.exit(main(parser.parse_args()))
