#!/usr/bin/env python3
"""The real daemon on a simulated modem under abuse: killed, its disk full or gone, its clock wrong, its modem unplugged.

usage: abuse.py SOURCE BUILD [--calls N] [--seed N] [--only ABUSE]

Each abuse comes at least once, then by chance, until so many have called. In the end the ledger and what every phone
saw are compared. Needs mounts of its own (root, or user namespaces) and fails without."""
import argparse
import csv
import datetime
import glob
import os
import queue
import random
import subprocess
import sys
import time

if sys.argv[1:2] in (["--help"], ["-h"]):
    print(__doc__[__doc__.index("usage:"):])
    sys.exit()
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tools")
from faults import harm, place  # noqa: E402
from faults.truth import Truth  # noqa: E402
from rig import AGENT, INI, end_politely  # noqa: E402

PATIENCE_S = 60
AREAS = (202, 206, 212, 213, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713)
CAPS = "[reply]\nmax_per_hour = 1000\nmax_per_day = 1000\n"
FRIENDS = {AGENT, place.CONTACT}


class Run:
    def __init__(self, build, seed):
        self.dice = random.Random(seed)
        self.truth = Truth()
        self.numbers = [f"+1{area}555{i:04d}" for area in AREAS for i in range(100, 200)]
        self.numbers = [n for n in self.numbers if n not in FRIENDS]
        self.dice.shuffle(self.numbers)
        self.box = place.Box(build, INI + CAPS, PATIENCE_S)
        self.abuse, self.began, self.card = "none", int(time.time()), ""
        self.kills = self.sent = self.forgotten = self.anew = 0
        self.times, self.storage, self.faults, self.ended = {}, False, {}, []

    def expect(self, condition, words):
        if not condition:
            raise AssertionError(words)

    def look(self):
        self.truth.take(self.box.news())

    # -- people

    def has_ended(self, number):
        self.look()
        return number not in self.truth.ringing

    def _caller(self):
        """Mostly somebody new; some call again, also those who said STOP."""
        self.look()
        former = [n for n in self.truth.texts if n != AGENT and n not in self.truth.ringing]
        if former and self.dice.random() < 0.2:
            stopped = [n for n in former if n in self.truth.stopped]
            return self.dice.choice(stopped if stopped and self.dice.random() < 0.4 else former)
        return self.numbers.pop()

    def begin_call(self):
        number = self._caller()
        self.truth.call(number, self.abuse)
        self.box.say(f"call {number} rings 1 interval {self.dice.randint(150, 300)}")
        return number

    def one_call(self):
        self.await_ends()
        self.await_end(self.begin_call())

    def friend_calls(self):
        """Who is in the contacts gets no text, also while the card that names them is away."""
        self.await_ends()
        self.truth.call(place.CONTACT, self.abuse)
        self.box.say(f"call {place.CONTACT} rings 1 interval 200")
        self.await_end(place.CONTACT)

    def await_ends(self):
        for number in list(self.truth.ringing):
            self.await_end(number)

    def await_end(self, number):
        self.box.wait_until(lambda: self.has_ended(number), f"the call of {number} does not end")

    def one_text(self):
        self.look()
        known = [n for n in self.truth.texts if n != AGENT and n not in self.truth.stopped]
        if not known:
            return
        self.sent += 1
        number, stop = self.dice.choice(known), self.dice.random() < 0.25
        token = f"q{self.sent:05d}"
        self.truth.write(number, token, stop)
        self.box.say(f"sms {number} " + ("STOP" if stop else f"Is it still for sale? {token}"))

    def traffic(self, calls):
        for _ in range(calls):
            self.one_call()
            if self.dice.random() < 0.4:
                self.one_text()

    # -- the box's life

    def disk_fails(self):
        self.storage = True

    def kill(self):
        self.look()
        failing = self.storage or self.box.is_failing()
        self.box.kill_box()
        self.kills += 1
        killed_ns = time.monotonic_ns()
        self.truth.outage("the box was dead")
        self.look()
        self.forgotten += len(self.truth.unrecorded(self.rows_left(), self.rows_left("texts"), killed_ns, failing))

    def rows_left(self, what="calls"):
        """The ledger of a dead box; one that cannot be read has nothing."""
        try:
            return self.box.rows(what)
        except subprocess.CalledProcessError:
            return []

    def start(self):
        """As systemd does: again and again."""
        self.box.launch()
        self.await_start()

    def await_start(self):
        self.box.wait_until(self._is_ready, lambda: f"it does not start:\n{self.box.log_of_this_life()}")
        self.truth.outage_ends()

    def _is_ready(self):
        if self.box.is_dead():
            self.note_own_end("at its start")
            self.box.launch()
        return self.box.has_said_ready() or self.box.is_armed()

    def note_own_end(self, when):
        log = self.box.log_of_this_life()
        if self.box.box.returncode == 0 and "beginning anew" in log:
            self.anew += 1
            return
        last = log.strip().splitlines()[-3:]
        self.ended.append(f"{self.abuse}, {when}: status {self.box.box.returncode}: " + " | ".join(last))

    def cut(self):
        self.kill()
        self.start()

    def sometimes_cut(self, chance=0.3):
        if self.dice.random() < chance:
            self.cut()

    # -- and then

    def _is_settled(self):
        self.look()
        if self.box.is_dead():
            self.note_own_end("while it ran")
            self.start()
        if self.truth.ringing or self.box.is_failing() or not self.box.is_armed():
            return False
        if self.truth.undecided(self.rows_left()):
            return False
        return not [t for t in self.box.rows("texts") if t["state"] in ("prepared", "sending")]

    def settle(self):
        self.box.wait_until(self._is_settled, self._why_unsettled)
        self.truth.outage_ends()
        self.storage = False

    def _why_unsettled(self):
        return (f"after {self.abuse} not settled: ringing {list(self.truth.ringing)}, failing {self.box.is_failing()}, "
                f"armed {self.box.is_armed()}, not in the ledger {self.truth.undecided(self.rows_left())}, "
                f"texts {[t for t in self.box.rows('texts') if t['state'] in ('prepared', 'sending')]}")

    def harm(self, abuse):
        self.abuse = abuse.__name__.replace("_", " ")
        self.times[self.abuse] = self.times.get(self.abuse, 0) + 1
        abuse(self)
        self.settle()
        self.abuse = "none"

    def play(self, calls, only):
        abuses = [a for a in harm.ABUSES if only in (None, a.__name__)]
        self.box.start_modem()
        self.start()
        forced = self.dice.sample(abuses, len(abuses))
        while forced or len(self.truth.calls) < calls:
            self.traffic(1)
            self.harm(forced.pop() if forced else self.dice.choice(abuses))
        self.box.wait_until(self._all_heard, lambda: f"not heard: {self._unheard()}")

    def _all_heard(self):
        self.look()
        return not self._unheard()

    def _unheard(self):
        """A STOP that was answered while no disk took it, before a SIGKILL, is not acknowledged: the network brings it
        again, after 15 s."""
        out = {p["number"] for p in self.box.rows("people") if p["opted_out"]}
        return self.truth.unheard_messages() + [m.token for m in self.truth.messages.values()
                                                if m.stop and m.number not in out]

    # -- what must be

    def compare(self):
        self.box.stop_box()
        self.look()
        rows, texts = self.box.rows("calls"), self.box.rows("texts")
        self.faults = self.truth.faults(rows, self.box.rows("people"), texts)
        untold = []
        for row in self.dice.sample(rows, min(10, len(rows))):
            if row["reason"].split(":")[0] not in self.box.ctl("explain", str(row["id"]), "--json"):
                untold.append(row["id"])
        self.faults["not explained"] = untold
        self.faults["texted though a contact"] = self.truth.texts.get(place.CONTACT, [])
        self.start()
        dated = sum(self._is_of_this_run(row["began"]) for row in rows if row["began"])
        self.card = f"{self._calls_on_card()} of {dated} calls are in the card's tables"
        if not any(name.startswith("clock") for name in self.times):  # months are found by ids that rise with time
            self.box.wait_until(lambda: self._calls_on_card() == dated,
                                lambda: f"{self._calls_on_card()} calls in the card's tables, {dated} in the ledger")
        self.expect(self.box.stop_box() == 0, "SIGTERM did not end it with 0")
        return rows

    def _is_of_this_run(self, when):
        """What was dated by a clock that was wrong is in another month's table, or in none."""
        began = datetime.datetime.fromisoformat(when.replace("Z", "+00:00")).timestamp()
        return self.began <= began <= time.time()

    def _calls_on_card(self):
        count = 0
        for path in glob.glob(os.path.join(self.box.card, "textback-2*.csv")):
            with open(path, encoding="utf-8-sig", newline="") as file:
                count += sum(self._is_of_this_run(row[0]) for row in list(csv.reader(file))[1:] if row[0])
        return count

    def table(self, rows, seconds):
        worst = self.truth.worst_ms()
        print(f"{len(self.truth.calls)} calls, {len(rows)} in the ledger, {self.sent} texts to the box, "
              f"{sum(len(t) for t in self.truth.texts.values())} from it, {self.kills} SIGKILLs, "
              f"{self.box.starts} starts, {seconds:.0f} s")
        print(f"{'abuse':28} {'times':>6} {'worst ms from call end to AT+CMGS':>36}")
        for name in ["none", *sorted(self.times)]:
            print(f"{name:28} {self.times.get(name, ''):>6} {worst.get(name, 0):>36.1f}")
        print(self.card)
        unheard = [c for c in self.truth.calls if c.unheard]
        print(f"calls that the box need not know: {len(unheard)}")
        for call in unheard:
            print(f"  {call.number}, {call.abuse}: {call.unheard}")
        for words in self.ended:
            print(f"ended by itself: {words}")
        for name, what in self.faults.items():
            print(f"{name}: {len(what)} {what or ''}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("build")
    parser.add_argument("--calls", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    options = parser.parse_args()
    place.enter_namespace()
    end_politely()
    begin, run, rows, fault = time.monotonic(), Run(options.build, options.seed), [], None
    try:
        run.play(options.calls, options.only)
        rows = run.compare()
    except (AssertionError, queue.Empty, TimeoutError, OSError, subprocess.SubprocessError) as error:
        fault = error
        print(f"FAIL after {run.abuse}: {error!r} {getattr(error, 'stderr', None) or ''}")
    finally:
        bad = [name for name, what in run.faults.items() if what]
        if bad or fault or run.ended:
            print(run.box.log())
        run.table(rows, time.monotonic() - begin)
        run.box.close()
    print(f"seed {options.seed}: " + (f"FAIL {', '.join(bad)}" if bad or fault else "nothing lost, nobody twice"))
    sys.exit(1 if bad or fault or run.ended else 0)


main()
