"""A box whose card, disk, clock and life are in the test's hands.

Its folders are on file systems of their own (tmpfs, in a mount namespace that ends with the script), and a library
between it and the C library (layer.c) makes calls on the state folder fail, and the wall clock jump."""
import json
import mmap
import os
import queue
import resource
import shutil
import signal
import struct
import subprocess
import sys
import time

from rig import Rig

INSIDE = "TEXTBACK_ABUSE_NAMESPACE"
STATE_BYTES = 64 * 1024 * 1024
CARD_BYTES = 1024 * 1024
CONTROL = struct.Struct("=4iIIq")  # struct control of layer.c
READ, WRITE, SYNC, OPEN = range(4)
CONTACT = "+12025550199"
VCARD = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Old Friend\r\nTEL:{CONTACT}\r\nEND:VCARD\r\n"


def enter_namespace():
    """Runs the script anew where its mounts are seen by nobody else. Not a test without: says so, and fails."""
    if INSIDE in os.environ:
        return
    words = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    trial = "mount -t tmpfs -o size=1m none /mnt && umount /mnt"
    if subprocess.run([*words, "sh", "-c", trial], check=False).returncode != 0:
        print("FAIL: this machine lets nobody mount a tmpfs (needs root, or user namespaces): NOTHING WAS TESTED")
        sys.exit(1)
    os.environ[INSIDE] = "1"
    os.execvp(words[0], [*words, sys.executable, *sys.argv])


def mount(*words):
    subprocess.run(["mount", *words], check=True)


def unmount(path):
    """Lazily, as a pulled card goes: who has files open there keeps them."""
    subprocess.run(["umount", "--lazy", path], check=True)


class Box(Rig):
    def __init__(self, build, ini, patience_s):
        super().__init__(build, ini, patience_s)
        self.good_ini = ini
        self.card, self.state = self.path("card"), self.path("disk/state")
        self.starts = 0
        self.next_event = 0
        for name, size in (("card", CARD_BYTES), ("disk", STATE_BYTES)):
            os.mkdir(self.path("behind-" + name))
            os.mkdir(self.path(name))
            mount("-t", "tmpfs", "-o", f"size={size},mode=755", "none", self.path("behind-" + name))
            self.plug(name)
        self.ini = os.path.join(self.card, "textback.ini")
        self.write_card(ini)
        os.mkfifo(self.path("clock"))
        with open(self.path("control"), "wb") as file:
            file.write(bytes(CONTROL.size))
        with open(self.path("control"), "r+b") as file:
            self.control = mmap.mmap(file.fileno(), CONTROL.size)
        self.env = {"LD_PRELOAD": os.path.join(self.build, "tests", "libabuse_layer.so"),
                    "ABUSE_CONTROL": self.path("control"), "ABUSE_DIR": self.state, "ABUSE_CLOCK": self.path("clock"),
                    "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}

    # -- the card and the disk

    def plug(self, name):
        mount("--bind", self.path("behind-" + name), self.path(name))

    def pull(self, name):
        unmount(self.path(name))

    def write_card(self, ini):
        with open(self.ini, "w", encoding="utf-8") as file:
            file.write(ini)
        with open(os.path.join(self.card, "contacts.vcf"), "w", encoding="utf-8") as file:
            file.write(VCARD)

    def fill_disk(self):
        """To its last byte."""
        with open(self.path("disk/ballast"), "wb", buffering=0) as file:
            for size in (1024 * 1024, 4096, 1):
                try:
                    while file.write(bytes(size)) > 0:
                        pass
                except OSError:
                    pass

    def empty_disk(self):
        os.unlink(self.path("disk/ballast"))

    def write_protect(self, on):
        mount("-o", "remount,bind," + ("ro" if on else "rw"), self.path("disk"))

    def delete_state(self):
        for _ in range(20):  # the daemon may write its status there meanwhile
            shutil.rmtree(self.state, ignore_errors=True)
            if not os.path.exists(os.path.join(self.state, "ledger.db")):
                return
        raise AssertionError("the state folder cannot be deleted")

    # -- the layer

    def _control(self):
        return list(CONTROL.unpack(self.control[:]))

    def fail_calls(self, errors, one_in=1):
        """errors: errno by kind of call; {}: none fail any more. Returns how many did since the last time."""
        fields = self._control()
        for kind in (READ, WRITE, SYNC, OPEN):
            fields[kind] = errors.get(kind, 0)
        bitten, fields[4], fields[5] = fields[5], one_in, 0
        self.control[:] = CONTROL.pack(*fields)
        return bitten

    def step_clock(self, ms):
        """The wall clock is off by so much from now on, and the kernel's timer says that it was set."""
        fields = self._control()
        fields[6] = ms
        self.control[:] = CONTROL.pack(*fields)
        pipe = os.open(self.path("clock"), os.O_RDWR | os.O_NONBLOCK)
        os.write(pipe, bytes(8))
        os.close(pipe)

    def descriptors(self, count):
        """The most the daemon may have open, None: as many as it likes."""
        hard = resource.prlimit(self.box.pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(self.box.pid, resource.RLIMIT_NOFILE, (hard if count is None else count, hard))

    # -- its life

    def launch(self):
        self.starts += 1
        self.log_from = os.path.getsize(self.path("log")) if os.path.exists(self.path("log")) else 0
        super().launch()

    def has_said_ready(self):
        self.notify.settimeout(0.02)
        try:
            while b"READY=1" not in self.notify.recv(4096):
                pass
        except TimeoutError:
            return False
        return True

    def is_dead(self):
        return self.box.poll() is not None

    def log_of_this_life(self):
        with open(self.path("log"), encoding="utf-8", errors="replace") as file:
            file.seek(self.log_from)
            return file.read()

    def is_failing(self):
        """It has said that the ledger cannot be written, and not yet that it can; or it is about to begin anew."""
        log = self.log_of_this_life()
        failed = max(log.rfind("the ledger cannot be written"), log.rfind("kept in memory until"))
        return failed > log.rfind("the ledger is written again") or "beginning anew" in log

    def signal(self, number):
        if not self.is_dead():
            self.box.send_signal(number)

    def kill_box(self):
        self.signal(signal.SIGCONT)
        super().kill_box()

    def is_armed(self):
        try:
            with open(os.path.join(self.state, "status.json"), encoding="utf-8") as file:
                return json.load(file)["armed"] and not self.is_dead()
        except (OSError, ValueError):
            return False

    # -- its events

    def news(self):
        """Events since the last time."""
        fresh = self.seen[self.next_event:]
        self.next_event += len(fresh)
        return fresh

    def wait_until(self, condition, words, patience_s=None):
        """Looks again at each event of the modem, and ten times a second."""
        end = time.monotonic() + (patience_s or self.patience_s)
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(words() if callable(words) else words)
            self.let_pass(0.1)

    def let_pass(self, seconds):
        """Until something happens, so long at most."""
        try:
            self.events.get(timeout=seconds)
        except queue.Empty:
            pass

    def let_pass_whole(self, seconds):
        """The moment of a cut, or how long something lasts: chance, not a wait for anything."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.let_pass(max(0.0005, end - time.monotonic()))

    def close(self):
        self.end()
        for name in ("card", "disk", "behind-card", "behind-disk"):
            while os.path.ismount(self.path(name)):
                unmount(self.path(name))
        shutil.rmtree(self.dir)
