"""A box on a table: modemsim and textbackd in a folder of their own, with what happens there as events.

Used by tools/demo.py, by the tests in tests/e2e and by the benchmark."""
import ctypes
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

PR_SET_PDEATHSIG = 1
GRACE_S = 10
libc = ctypes.CDLL(None)

AGENT = "+12025550100"

INI = """\
[agent]
name = Alex Agent
broker = Example Realty
phone = 202-555-0100
timezone = America/New_York

[message]
text = Hi, this is {agent} with {broker}. Sorry I missed your call! Is it about a property? Text me the address and \
I'll pull the details, or I can call you within {callback}. Reply STOP to opt out.

[hours]
open = 00:00-24:00
"""


def die_with_parent():
    """For preexec_fn: however the parent ends, SIGKILL too, the child ends with it."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def end_politely():
    """SIGTERM and SIGHUP end the script as an exception does, so that it cleans up behind it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))


class Rig:
    def __init__(self, build, ini=INI, patience_s=30):
        self.build = os.path.abspath(build)
        self.dir = tempfile.mkdtemp(prefix="textback-rig-")
        self.patience_s = patience_s
        self.events = queue.Queue()
        self.seen = []  # every event so far, in order
        self.modem = self.box = None
        self.port = self.path("modem")  # for --port; None: as the ini says
        self.ini, self.state = self.path("textback.ini"), self.path("state")
        self.env = {}  # further environment of the box
        with open(self.ini, "w", encoding="utf-8") as file:
            file.write(ini)

    def path(self, name):
        return os.path.join(self.dir, name)

    def tool(self, name):
        return os.path.join(self.build, name)

    # -- the modem

    def start_modem(self, latency="none", profile="generic", seed=1):
        self.modem = subprocess.Popen(
            [self.tool("modemsim"), "--link", self.path("modem"), "--latency", latency, "--profile", profile,
             "--seed", str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            preexec_fn=die_with_parent)
        threading.Thread(target=self._read_events, args=(self.modem,), daemon=True).start()
        self.wait("ready")

    def _read_events(self, modem):
        for line in modem.stdout:
            event = json.loads(line)
            self.seen.append(event)
            self.events.put(event)

    def say(self, command):
        self.modem.stdin.write(command + "\n")
        self.modem.stdin.flush()

    def wait(self, kind, patience_s=None, **fields):
        """The next event of that kind whose fields are as given; queue.Empty if it does not come."""
        end = time.monotonic() + (patience_s or self.patience_s)
        while True:
            event = self.events.get(timeout=max(0.001, end - time.monotonic()))
            if event["event"] == kind and all(event.get(k) == v for k, v in fields.items()):
                return event

    def texts_to(self, number):
        return [e for e in self.seen if e["event"] == "sms_out" and e["to"] == number]

    # -- the box

    def launch(self):
        """Starts textbackd and returns at once."""
        path = self.path("notify")
        if os.path.exists(path):
            os.unlink(path)
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(path)
        self.notify.settimeout(self.patience_s)
        with open(self.path("log"), "a", encoding="utf-8") as log:
            self.box = subprocess.Popen(
                [self.tool("textbackd"), "--config", self.ini, "--state", self.state,
                 *(["--port", self.port] if self.port else [])], stderr=log,
                env=dict(os.environ, NOTIFY_SOCKET=path, **self.env), preexec_fn=die_with_parent)

    def await_ready(self):
        while b"READY=1" not in self.notify.recv(4096):
            pass

    def start_box(self):
        """Starts textbackd and waits until it is armed; how long that took, in seconds."""
        begin = time.monotonic()
        self.launch()
        self.await_ready()
        return time.monotonic() - begin

    def kill_box(self):
        self.box.kill()
        self.box.wait()

    def stop_box(self):
        self.box.terminate()
        return self.box.wait(timeout=GRACE_S)

    def ctl(self, *words):
        return subprocess.run([self.tool("textbackctl"), "--state", self.state, *words],
                              capture_output=True, text=True, timeout=self.patience_s, check=True).stdout

    def rows(self, what):
        return [json.loads(line) for line in self.ctl(what, "--json").splitlines()]

    def log(self):
        with open(self.path("log"), encoding="utf-8") as file:
            return file.read()

    def end(self):
        """Ends the box and the modem; the folder stays."""
        for process in (self.box, self.modem):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=GRACE_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def close(self):
        self.end()
        shutil.rmtree(self.dir)
