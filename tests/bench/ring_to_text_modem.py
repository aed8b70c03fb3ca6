"""modemsim as a benchmark sees it: commands go in, and its events are read from a file, so that nothing of the
benchmark runs while something is being timed."""
import json
import os
import subprocess
import time

POLL_S = 0.02


class Modem:
    """One modemsim. `folder` should be in memory: the events file must not share a disk with what is measured."""

    def __init__(self, binary, folder, latency, seed):
        self.link = os.path.join(folder, "modem")
        self.events, self.rest = [], ""
        log = os.path.join(folder, "events.jsonl")
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                [binary, "--link", self.link, "--latency", latency, "--seed", str(seed)],
                stdin=subprocess.PIPE, stdout=out, text=True, bufsize=1)
        self.log = open(log)
        if self.wait(lambda: self.find("ready"), 5) is None:
            raise RuntimeError("modemsim did not start")

    def say(self, command):
        self.process.stdin.write(command + "\n")

    def read(self):
        lines = (self.rest + self.log.read()).split("\n")
        self.rest = lines.pop()
        self.events += [json.loads(line) for line in lines]

    def wait(self, found, patience_s):
        """What `found()` gives once that is not None; None if patience ran out."""
        end = time.monotonic() + patience_s
        while True:
            self.read()
            result = found()
            if result is not None or time.monotonic() > end:
                return result
            time.sleep(POLL_S)

    def find(self, kind, since=0, **fields):
        """The first event of that kind after number `since` whose fields are as given."""
        for event in self.events[since:]:
            if event["event"] == kind and all(event.get(k) == v for k, v in fields.items()):
                return event
        return None

    def commands(self, since_ns=0, until_ns=1 << 63):
        return [e for e in self.events if e["event"] == "command" and since_ns <= e["t_ns"] < until_ns]

    def first_gap(self, since_ns, quiet_s):
        """The first command after which there was none for quiet_s; None so far."""
        times = [c["t_ns"] for c in self.commands(since_ns)] + [time.monotonic_ns()]
        for at, following in zip(times, times[1:]):
            if following - at > quiet_s * 1e9:
                return at
        return None

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
