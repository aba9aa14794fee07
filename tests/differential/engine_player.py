"""Plays scripts step by step against the engine, in a program of its own whose clock is moved instead of waited for."""

import json
import subprocess


class EngineEnded(Exception):
    """The program is gone: an assertion, most likely."""


class EnginePlayer:
    """One program for many plays, one after the other."""

    def __init__(self, program):
        self.program = program
        self.process = None

    def begin(self, name):
        if self.process is None:
            self.process = subprocess.Popen([self.program, "--converse"], stdin=subprocess.PIPE, text=True,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.said({"play": name})

    def step(self, number, step):
        """What its call came to, None if it makes none."""
        return self.said({"number": number, "step": step})

    def waits(self, workflow_id):
        return self.said({"waits": workflow_id})

    def play(self, name, script):
        """As real_server.Player does: one reply for each step that makes a call."""
        self.begin(name)
        replies = []
        for number, step in enumerate(script["steps"]):
            reply = self.step(number, step)
            if reply is not None:
                replies.append({"step": number, **reply})
            if reply is not None and "stopped" in reply:
                break
        return replies

    def said(self, line):
        try:
            self.process.stdin.write(json.dumps(line) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if answer:
            return json.loads(answer)
        ending = self.process.stderr.read()[-2000:]
        self.close()
        raise EngineEnded(ending)

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None
