#!/usr/bin/env python3
"""Plays random scripts against a real Temporal server and against the engine, and shrinks what differs.

    random_plays.py --player build/dev/bin/differential_player --minutes 10 [--seed 1] [--folder build/differential]
    random_plays.py --player … --record 1..40      what the real server answers to these, into generated/
    random_plays.py --player … --check             the engine against generated/; no server

Each difference lands in the folder: the shrunk script, ready for scripts/, and beside it both answers.
"""

import argparse
import concurrent.futures
import contextlib
import json
import pathlib
import re
import sys
import threading
import time

import shrinking
from oracle import HERE, Engines, Oracle, real_server
from sameness import compared

RECORDED = HERE / "generated"
# Of events, and those in the names of plays.
NUMBERS = re.compile(r"[a-z]?\d+\w*")


class Search:
    """Plays scripts until its time is over; what differs is played again and shrunk."""

    def __init__(self, oracle, options):
        self.oracle = oracle
        self.options = options
        self.seed = options.seed
        self.until = time.monotonic() + 60 * options.minutes
        self.lock = threading.Lock()
        self.shrinking = threading.Semaphore(2)
        self.helpers = concurrent.futures.ThreadPoolExecutor(16)
        self.kinds = set()
        self.played = self.unsteady = self.found = 0

    def run(self):
        with concurrent.futures.ThreadPoolExecutor(self.options.at_a_time) as threads:
            for each in [threads.submit(self.work) for _ in range(self.options.at_a_time)]:
                each.result()
        self.say()
        return self.found

    def say(self):
        print(f"{self.played} scripts, {self.found} differences, {self.unsteady} unsteady", flush=True)

    def work(self):
        while time.monotonic() < self.until:
            with self.lock:
                seed, self.seed = self.seed, self.seed + 1
            try:
                self.play(seed)
            except Exception as error:  # one script must not end the search
                print(f"seed {seed}: {error!r}", flush=True)

    def play(self, seed):
        script = self.oracle.engines.make_up(seed, self.options.length)
        differences = self.oracle.differences(script)
        with self.lock:
            self.played += 1
            if self.played % 50 == 0:
                self.say()
        if not differences:
            return
        if self.is_known_kind(differences):
            return
        again = self.oracle.differences(script)
        if not again or not self.oracle.agrees_with_itself(script):
            with self.lock:
                self.unsteady += 1
            print(f"seed {seed}: unsteady {differences[0][0]}", flush=True)
            return
        with self.shrinking:
            if not self.is_known_kind(again):
                self.shrink(seed, script, again[0])

    def is_known_kind(self, differences):
        return kind_of(differences[0]) in self.kinds

    def shrink(self, seed, script, first):
        kind = kind_of(first)
        small = shrinking.smallest(script, lambda each: self.still_differs(each, kind),
                                   lambda several: self.which_differ(several, kind))
        differences = self.oracle.differences(small)
        with self.lock:
            self.found += 1
            self.kinds |= {kind_of(each) for each in differences[:1]}
        report(seed, small, differences, self.options.folder)

    def still_differs(self, script, kind):
        return self.differs(script, kind) and self.oracle.agrees_with_itself(script)

    def which_differ(self, scripts, kind):
        return list(self.helpers.map(lambda steps: self.differs({"steps": steps}, kind), scripts))

    def differs(self, script, kind):
        """As the first script did: what else goes wrong on the way is another matter."""
        found = self.oracle.differences(script)
        return bool(found) and kind_of(found[0]) == kind


def kind_of(difference):
    """What is the matter, whichever step it is in and whatever the names are."""
    path, real, ours = difference
    words = [part for part in path.replace("]", "").replace("[", ".").split(".") if part and not part.isdigit()]
    return ".".join(words), said(real), said(ours)


def said(value):
    return NUMBERS.sub("", value)[:60] if isinstance(value, str) else type(value).__name__


def brief(value):
    return json.dumps(value)[:400]


def as_text(script):
    lines = ",\n  ".join(json.dumps(step) for step in script["steps"])
    return f'{{"about": {json.dumps(script["about"])}, "steps": [\n  {lines}\n]}}\n'


def report(seed, script, differences, folder):
    text = as_text(script) + "\n" + "\n".join(
        f"{path}\n  real: {brief(real)}\n  ours: {brief(ours)}" for path, real, ours in differences[:8])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed_{seed}.json").write_text(as_text(script))
    (folder / f"seed_{seed}.txt").write_text(text + "\n")
    print(f"--- seed {seed} differs\n{text}\n", flush=True)


def record(oracle, seeds, options):
    """Writes down the scripts of these seeds to which the real server answers alike every time, and as the engine does."""
    RECORDED.mkdir(exist_ok=True)

    def one(seed):
        script = oracle.engines.make_up(seed, options.length)
        name = f"seed{seed}"
        real = oracle.real(name, script)
        if compared(real, oracle.engines.play(name, script)) or not oracle.agrees_with_itself(script):
            return print(f"seed {seed}: not recorded", flush=True)
        lines = ",\n".join(json.dumps(reply) for reply in real)
        (RECORDED / f"{name}.json").write_text(as_text(script)[:-2] + f',\n "recorded": [\n{lines}\n]}}\n')

    with concurrent.futures.ThreadPoolExecutor(options.at_a_time) as threads:
        list(threads.map(one, seeds))


def check(engines):
    """How many recordings the engine does not answer alike."""
    paths = sorted(RECORDED.glob("*.json"))
    failed = 0

    def one(path):
        script = json.loads(path.read_text())
        return path, script, compared(script["recorded"], engines.play(path.stem, script))

    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        for path, script, differences in threads.map(one, paths):
            failed += bool(differences)
            for place, real, ours in differences[:3]:
                print(f"FAILED {path.stem} {place}\n  real: {brief(real)}\n  ours: {brief(ours)}")
    print(f"{len(paths)} recorded random scripts, {failed} failed")
    return failed if paths else 1


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--player", required=True, help="the program differential_player")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--length", type=int, default=30, help="steps of a script, about")
    parser.add_argument("--at-a-time", type=int, default=24)
    parser.add_argument("--address", help="a real server that runs already")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/differential"))
    parser.add_argument("--record", help="first..last seed")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--script", type=pathlib.Path, help="play this one and say what differs")
    return parser.parse_args()


def main():
    options = arguments()
    engines = Engines(options.player, 2)
    if options.check:
        return min(check(engines), 1)
    print(f"seed {options.seed}", flush=True)
    with real_server_of(options) as address:
        oracle = Oracle(address, engines)
        if options.script:
            script = json.loads(options.script.read_text())
            return report(0, dict({"about": ""}, **script), oracle.differences(script), options.folder)
        if options.record:
            first, last = options.record.split("..")
            return record(oracle, range(int(first), int(last) + 1), options)
        return min(Search(oracle, options).run(), 1)


def real_server_of(options):
    return contextlib.nullcontext(options.address) if options.address else real_server()


if __name__ == "__main__":
    sys.exit(main())
