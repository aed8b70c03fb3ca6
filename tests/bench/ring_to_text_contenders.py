"""The programs that ring_to_text compares. Each knows its Debian packages, writes its settings, starts on a port, and
says when it was armed. The settings are the best a user could choose for the time to the text; why, stands beside."""
import os
import select
import shutil
import socket
import subprocess
import time

import ring_to_text_procs as procs
from rig import die_with_parent

HERE = os.path.dirname(os.path.abspath(__file__))
DEBIAN_PYTHON = "/usr/bin/python3"  # the one that sees Debian's python3-dbus, whatever stands first in PATH
TEXT = ("Hi, Alex Agent with Example Realty. Sorry I missed your call! Is it about a property? "
        "Text me the address, or I can call you within 15 minutes. STOP to opt out.")
ARM_S = 30
QUIET_S = 0.9  # the peers poll once a second: what comes before the first such gap is their initialisation


def pack(text):
    """GSM-7, septets to octets; for the letters that ASCII and GSM-7 share."""
    bits = sum(ord(c) << 7 * i for i, c in enumerate(text))
    return bits.to_bytes((7 * len(text) + 7) // 8, "little")


def submit(to, text):
    """A TPDU in hex with the service centre left to the modem, and its length as AT+CMGS wants it."""
    digits = to.lstrip("+") + "F" * (len(to.lstrip("+")) % 2)
    swapped = "".join(digits[i + 1] + digits[i] for i in range(0, len(digits), 2))
    tpdu = f"1100{len(to) - 1:02X}91{swapped}0000A7{len(text):02X}{pack(text).hex().upper()}"
    return len(tpdu) // 2, "00" + tpdu


def echo_off(port):
    """As oFono's plugins for real modems do; phonesim does not, and the echo of a PDU would silence it for good."""
    fd = os.open(port, os.O_RDWR | os.O_NOCTTY)
    os.write(fd, b"ATE0\r")
    answer = b""
    while b"OK" not in answer and select.select([fd], [], [], 2)[0]:
        answer += os.read(fd, 256)
    os.close(fd)


class Contender:
    """`disk`: a folder of its own on a real file system. `memory`: one in memory, for sockets and logs."""
    packages = ()
    one_recipient = False  # its text goes to this contender's fixed number, not to the caller
    note = ""
    complaint = None  # what its log says when it has lost a call

    def __init__(self, build, disk, memory):
        self.build, self.disk, self.memory = build, disk, memory
        self.log = open(os.path.join(memory, "log"), "a")

    def tool(self, name):
        return os.path.join(self.build, name)

    def path(self, name):
        return os.path.join(self.disk, name)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w") as out:
            out.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def spawn(self, *command, **env):
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                env=dict(os.environ, **env), preexec_fn=die_with_parent)

    def prepare(self, port):
        """What a box would have running or written before; not timed."""

    def start(self, modem):
        """Starts it and returns the time at which it was armed, or None."""
        since = time.monotonic_ns()
        self.launch(modem.link)
        return modem.wait(lambda: modem.first_gap(since, QUIET_S), ARM_S)

    def complaints(self):
        self.log.flush()
        return procs.read(self.log.name).count(self.complaint) if self.complaint else 0

    def close(self):
        self.log.close()


class Floor(Contender):
    name, title = "floor", "floor: a bare reader"
    one_recipient = True
    note = "answers the end-of-call line with AT+CMGS and the prompt with a prepared PDU; nothing else"

    def launch(self, port):
        length, pdu = submit("+12025550100", TEXT)
        self.spawn(self.tool("tests/bench/floor_bench"), port, str(length), pdu)


class Textbackd(Contender):
    name, title = "textbackd", "textbackd"
    note = "defaults (when = hangup), caps raised, every step durable in SQLite before Ctrl-Z; it also alerts the agent"
    settings = f"""\
[agent]
name = Alex Agent
broker = Example Realty
phone = 202-555-0199
timezone = America/New_York
[message]
text = {TEXT.replace("Alex Agent", "{agent}").replace("Example Realty", "{broker}").replace("15 minutes", "{callback}")}
[reply]
max_per_hour = 1000
max_per_day = 1000
[hours]
open = Mon-Sun 00:00-24:00
"""

    def prepare(self, port):
        shutil.rmtree(self.path("state"), ignore_errors=True)
        self.write("textback.ini", self.settings)

    def start(self, modem):
        place = os.path.join(self.memory, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(place)
            notify.settimeout(ARM_S)
            self.spawn(self.tool("textbackd"), "--config", self.path("textback.ini"), "--port", modem.link,
                       "--state", self.path("state"), NOTIFY_SOCKET=place)
            try:
                while b"READY=1" not in notify.recv(4096):
                    pass
            except TimeoutError:
                return None
            finally:
                os.unlink(place)
        return time.monotonic_ns()


class Ofono(Contender):
    name, title = "ofono", "oFono + script"
    packages = ("ofono", "dbus", "python3-dbus", "python3-gi")
    note = ("a script on D-Bus texts when a call's DisconnectReason comes; ofonod gets the port through its phonesim "
            "plugin, its echo off beforehand: the drivers for real modems are chosen by udev, which knows no PTY")
    complaint = "All bets are off for call management"  # NO CARRIER came while its AT+CLCC poll was unanswered
    # Its state is always in /var/lib/ofono: as root it gets a folder of ours there, in a mount name space of its own.
    apart = 'mount --bind "$0" /var/lib/ofono && exec "$@"'
    bus = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
  </policy>
</busconfig>
"""

    def prepare(self, port):
        self.conf = self.write("phonesim.conf", "[sim]\nAddress=127.0.0.1\nPort=1\n")
        place = os.path.join(self.memory, "bus")
        self.address = "unix:path=" + place
        self.preload = os.path.join(self.memory, "preload.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", self.preload,
                        os.path.join(HERE, "ring_to_text_preload.c"), "-ldl"], check=True)
        self.spawn("dbus-daemon", "--nofork", "--nopidfile", "--config-file",
                   self.write("bus.conf", self.bus.format(place)))
        echo_off(port)
        until = time.monotonic() + 5
        while not os.path.exists(place) and time.monotonic() < until:
            time.sleep(0.02)

    def launch(self, port):
        command = [shutil.which("ofonod", path="/usr/sbin:/usr/bin"), "-n"]
        if os.getuid() == 0:
            shutil.rmtree(self.path("storage"), ignore_errors=True)
            os.mkdir(self.path("storage"))
            command = ["unshare", "-m", "sh", "-c", self.apart, self.path("storage")] + command
        self.spawn(*command, DBUS_SYSTEM_BUS_ADDRESS=self.address, OFONO_PHONESIM_CONFIG=self.conf,
                   RING_TO_TEXT_PORT=port, LD_PRELOAD=self.preload)
        self.spawn(DEBIAN_PYTHON, os.path.join(HERE, "ring_to_text_ofono.py"), TEXT,
                   DBUS_SYSTEM_BUS_ADDRESS=self.address)


class Gammu(Contender):
    name, title = "gammu", "gammu-smsd"
    packages = ("gammu-smsd",)
    note = ("HangupCalls and RunOnIncomingCall: it refuses the call itself, and end is then its own AT+CHUP; "
            "gammu-smsd-inject queues the text; one loop a second, the shortest that is not a busy loop")
    settings = """\
[gammu]
device = {port}
connection = at115200
[smsd]
service = files
inboxpath = {disk}/inbox/
outboxpath = {disk}/outbox/
sentsmspath = {disk}/sent/
errorsmspath = {disk}/error/
commtimeout = 0
receivefrequency = 0
loopsleep = 1
statusfrequency = 0
checksecurity = 0
checkbattery = 0
checksignal = 0
checknetwork = 0
hangupcalls = 1
runonincomingcall = {disk}/hook
"""

    def launch(self, port):
        for name in ("inbox", "outbox", "sent", "error"):
            os.makedirs(self.path(name), exist_ok=True)
        conf = self.write("smsdrc", self.settings.format(port=port, disk=self.disk))
        self.write("hook", f'#!/bin/sh\nexec gammu-smsd-inject -c {conf} TEXT "$1" -text "{TEXT}"\n', 0o755)
        self.spawn("gammu-smsd", "-c", conf)


class Smstools(Contender):
    name, title = "smstools", "smstools"
    packages = ("smstools",)
    note = ("phonecalls = clip: it refuses the call itself, and end is then its own AT+CHUP; the event handler queues "
            "the text; one loop a second, the shortest it takes")
    settings = """\
devices = GSM1
outgoing = {disk}/outgoing
checked = {disk}/checked
incoming = {disk}/incoming
phonecalls = {disk}/calls
failed = {disk}/failed
sent = {disk}/sent
logfile = {disk}/log
infofile = {disk}/info
pidfile = {disk}/pid
loglevel = 3
delaytime = 1
delaytime_mainprocess = 1
eventhandler = {disk}/hook
trust_outgoing = yes
[GSM1]
device = {port}
baudrate = 115200
incoming = yes
phonecalls = clip
check_network = 0
startsleeptime = 0
poll_faster = 20
"""
    hook = """\
#!/bin/sh
[ "$1" = CALL ] || exit 0
to=$(sed -n 's/^From: //p' "$2")
printf 'To: %s\\n\\n{text}\\n' "$to" > {disk}/new.$$
mv {disk}/new.$$ {disk}/outgoing/text.$$
"""

    def launch(self, port):
        for name in ("outgoing", "checked", "incoming", "calls", "failed", "sent"):
            os.makedirs(self.path(name), exist_ok=True)
        self.write("hook", self.hook.format(text=TEXT, disk=self.disk), 0o755)
        self.spawn("smsd", "-t", "-c", self.write("smsd.conf", self.settings.format(port=port, disk=self.disk)))


ALL = (Floor, Textbackd, Ofono, Gammu, Smstools)
