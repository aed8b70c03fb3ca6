"""Plays one missed call on a simulated modem and shows what each phone sees. Run by tools/demo."""
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

AGENT, CALLER = "+12025550100", "+12025550143"
PATIENCE_S = 30

INI = """\
[agent]
name = Alex Agent
broker = Example Realty
phone = 202-555-0100
timezone = America/New_York

[message]
text = Hi, this is {agent} with {broker}. Sorry I missed your call! Is it about a property? Text me the address and \
I'll pull the details, or I can call you within {callback}. Reply STOP to opt out.
"""


class Demo:
    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.dir = tempfile.mkdtemp(prefix="textback-demo-")
        self.events = queue.Queue()
        self.running = []

    def path(self, name):
        return os.path.join(self.dir, name)

    def tool(self, name):
        return os.path.join(self.build, name)

    def start_modem(self):
        self.modem = subprocess.Popen(
            [self.tool("modemsim"), "--link", self.path("modem"), "--latency", "realistic", "--seed", "1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.running.append(self.modem)
        threading.Thread(target=self.read_events, daemon=True).start()
        self.wait("ready")

    def read_events(self):
        for line in self.modem.stdout:
            self.events.put(json.loads(line))

    def start_box(self):
        with open(self.path("textback.ini"), "w") as ini:
            ini.write(INI)
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(self.path("notify"))
        notify.settimeout(PATIENCE_S)
        env = dict(os.environ, NOTIFY_SOCKET=self.path("notify"))
        begin = time.monotonic()
        with open(self.path("log"), "w") as log:
            box = subprocess.Popen(
                [self.tool("textbackd"), "--config", self.path("textback.ini"), "--port", self.path("modem"),
                 "--state", self.path("state")], stderr=log, env=env)
        self.running.append(box)
        while b"READY=1" not in notify.recv(4096):
            pass
        return time.monotonic() - begin

    def say(self, command):
        self.modem.stdin.write(command + "\n")
        self.modem.stdin.flush()

    def wait(self, kind, **fields):
        """The next event of that kind whose fields are as given."""
        end = time.monotonic() + PATIENCE_S
        while True:
            event = self.events.get(timeout=max(0.01, end - time.monotonic()))
            if event["event"] == kind and all(event.get(k) == v for k, v in fields.items()):
                return event

    def explain(self):
        return subprocess.run([self.tool("textbackctl"), "--state", self.path("state"), "explain", "1"],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=True).stdout

    def close(self):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            process.wait(timeout=10)
        shutil.rmtree(self.dir)


def phone(owner, sender, text):
    print(f"\n      {owner}")
    print("      .--------------------------------------------.")
    for line in [f"{sender}:"] + textwrap.wrap(text, 42):
        print(f"      | {line:<42} |")
    print("      '--------------------------------------------'\n")


def play(demo):
    print("\ntextback, on a simulated modem with the pace of a real one.\n")
    demo.start_modem()
    print(f"  The box is on and armed after {demo.start_box():.1f} s.\n")

    print("  The agent is in a showing. A buyer calls, and the forwarded call rings at the box ...")
    demo.say(f"call {CALLER}")
    demo.wait("ring")
    demo.wait("ring")
    print("  ... nobody takes it. The buyer gives up.")
    demo.say("hangup")
    end = demo.wait("call_end")
    command = demo.wait("command")
    text = demo.wait("sms_out", to=CALLER)
    phone("The buyer's phone", "From the agent's box", text["text"])
    print(f"  The box began to send {(command['t_ns'] - end['t_ns']) / 1e6:.2f} ms after the call ended,")
    print(f"  and the text was out after {(text['t_ns'] - end['t_ns']) / 1e6:.0f} ms ({text['parts']} parts).")

    alert = demo.wait("sms_out", to=AGENT)
    phone("The agent's phone", "textback", alert["text"])

    print("  The buyer answers.")
    demo.say(f"sms {CALLER} 1402 Oak St! Could I see it today around 5?")
    relay = demo.wait("sms_out", to=AGENT)
    phone("The agent's phone", "textback", relay["text"])

    print("  What the box has on record (textbackctl explain 1):\n")
    print(textwrap.indent(demo.explain(), "      "))
    print("  That lead was not lost.\n")


def main():
    demo = Demo(sys.argv[1])
    try:
        play(demo)
    except queue.Empty:
        sys.exit("demo: what should have happened did not, see " + demo.path("log"))
    demo.close()


if __name__ == "__main__":
    main()
