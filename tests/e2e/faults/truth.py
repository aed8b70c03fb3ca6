"""What the phones saw against what the ledger says."""
import re
import time
from dataclasses import dataclass, field

from rig import AGENT

GREETING = "Hi, this is Alex Agent"
CUT_MS = 1000  # a ring so close to a cut need not have reached the disk
TOKEN = re.compile(r"\bq\d{5}\b")


@dataclass
class Call:
    number: str
    abuse: str
    rings: list = field(default_factory=list)  # ns, monotonic
    end: int = 0
    unheard: str = ""  # why the box need not know of it; "" it must
    cmgs: int = 0  # when its text began


@dataclass
class Message:
    number: str
    token: str
    stop: bool


class Truth:
    def __init__(self):
        self.calls, self.ringing = [], {}
        self.messages, self.texts = {}, {}  # by token; by number: (ns, words)
        self.relayed = {}  # by token: how the agent read it
        self.stopped = {}  # number: ns since when the box knows
        self.excused = {}  # by number: greetings of which no record could be made, before a SIGKILL
        self.last_cmgs, self.first_cmgs = 0, {}
        self.outages = []  # [from, to, why]; to is None while it lasts

    # -- what happens

    def call(self, number, abuse):
        call = Call(number, abuse)
        self.calls.append(call)
        self.ringing[number] = call
        return call

    def write(self, number, token, stop):
        self.messages[token] = Message(number, token, stop)

    def outage(self, why):
        self.outages.append([time.monotonic_ns(), None, why])

    def outage_ends(self):
        for outage in self.outages:
            outage[1] = outage[1] or time.monotonic_ns()

    def take(self, events):
        for event in events:
            handler = getattr(self, "_on_" + event["event"], None)
            if handler:
                handler(event)

    def _on_ring(self, event):
        if event["number"] in self.ringing:
            self.ringing[event["number"]].rings.append(event["t_ns"])

    def _on_call_end(self, event):
        call = self.ringing.pop(event["number"], None)
        if call is None:
            return
        call.end = event["t_ns"]
        heard = [r for r in call.rings if not self._out(r)]
        if not heard:
            call.unheard = call.unheard or (self._out(call.rings[0]) if call.rings else "it did not ring")

    def _out(self, t_ns):
        for begin, end, why in self.outages:
            if begin <= t_ns <= (end or t_ns):
                return why
        return ""

    def _on_command(self, event):
        if event["line"].startswith("AT+CMGS="):
            self.last_cmgs = event["t_ns"]

    def _on_sms_part(self, event):
        if event["seq"] == 1:
            self.first_cmgs[event["to"]] = self.last_cmgs

    def _on_sms_out(self, event):
        self.texts.setdefault(event["to"], []).append((event["t_ns"], event["text"]))
        if event["to"] == AGENT:
            for token in TOKEN.findall(event["text"]):
                self.relayed.setdefault(token, []).append(event["text"])
        elif GREETING not in event["text"]:
            self.stopped.setdefault(event["to"], event["t_ns"])
        else:
            call = next((c for c in reversed(self.calls) if c.number == event["to"]), None)
            if call and not call.cmgs:
                call.cmgs = self.first_cmgs.get(event["to"], 0)

    # -- what is asked

    def greetings(self, number):
        return [t for t, words in self.texts.get(number, []) if GREETING in words]

    def unheard_messages(self):
        """Tokens that the agent has not read; of STOPs those that the box has not answered."""
        return [t for t, m in self.messages.items() if (m.number not in self.stopped if m.stop
                                                        else t not in self.relayed)]

    def unrecorded(self, rows, texts, killed_ns, failing):
        """After a SIGKILL, from the ledger that it left: calls that it need not hold. Returns them."""
        begun = {t["number"] for t in texts if t["direction"] == "out" and t["state"] not in ("prepared", "held")}
        for number in self.texts if failing else ():
            if number not in begun and self.greetings(number):
                self.excused[number] = len(self.greetings(number))
        known = [row["number"] for row in rows]
        excused = []
        for call in self.calls:
            if not call.rings or call.unheard:
                continue
            rung_ms = (killed_ns - call.rings[0]) / 1e6
            if call.number in known:
                known.remove(call.number)
            elif failing:
                call.unheard = "no disk took its record, then SIGKILL"
                excused.append(call)
            elif rung_ms < CUT_MS and not self.greetings(call.number):
                call.unheard = f"SIGKILL {rung_ms:.0f} ms after its ring"
                excused.append(call)
        return excused

    def undecided(self, rows):
        """Numbers whose calls are not yet in the ledger, each with its verdict."""
        known = {}
        for row in rows:
            if row["verdict"]:
                known[row["number"]] = known.get(row["number"], 0) + 1
        certain = {}
        for call in self.calls:
            if not call.unheard and call.end:
                certain[call.number] = certain.get(call.number, 0) + 1
        return [n for n, count in certain.items() if known.get(n, 0) < count]

    def faults(self, rows, people, texts):
        """What must not be: words, by name."""
        lost = self.undecided(rows)
        count = {}
        for call in self.calls:
            count[call.number] = count.get(call.number, 0) + 1
        # Of a call that rang while the box was away a RING may be left over, and the number have gone by.
        count[None] = count.get(None, 0) + sum(any(self._out(ring) for ring in call.rings) for call in self.calls)
        told = {}
        for row in rows:
            told[row["number"]] = told.get(row["number"], 0) + 1
        more = [f"{n}: {told[n]} records of {count.get(n, 0)} calls" for n in told if told[n] > count.get(n, 0)]
        open_rows = [row for row in rows if not row["verdict"] or not row["reason"] or row["outcome"] == "ringing"]
        twice = [n for n in self.texts if len(self.greetings(n)) > 1 + self.excused.get(n, 0)]
        after = [n for n, since in self.stopped.items() if any(t > since for t in self.greetings(n))]
        opted_out = {p["number"] for p in people if p["opted_out"]}
        forgot = [m.number for m in self.messages.values() if m.stop and m.number not in opted_out]
        silent = [t for t in self.messages if t not in self.relayed and not self.messages[t].stop]
        again = [t for t, words in self.relayed.items() if sum("(maybe again)" not in w for w in words) > 1]
        left = {t["number"] for t in texts if t["direction"] == "out" and t["state"] in ("accepted", "delivered")}
        unsent = [n for n in left if n not in self.texts]
        promised = [row["number"] for row in rows if row["verdict"] == "text"]
        mute = [n for n in promised if not self.greetings(n) and n not in self.excused and
                not any(t["number"] == n and t["state"] in ("in_doubt", "failed", "expired") for t in texts)]
        return {"lost": lost, "recorded too often": more, "without an end": open_rows, "twice": twice,
                "after STOP": after, "STOP forgotten": forgot, "not relayed": silent, "relayed again unmarked": again,
                "accepted but never seen": unsent, "text promised and never seen": mute}

    def worst_ms(self):
        """By abuse: from the end of a call to its AT+CMGS."""
        worst = {}
        for call in self.calls:
            if call.cmgs > call.end > 0:
                worst[call.abuse] = max(worst.get(call.abuse, 0), (call.cmgs - call.end) / 1e6)
        return worst
