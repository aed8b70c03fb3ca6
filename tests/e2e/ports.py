#!/usr/bin/env python3
"""Modems that are unplugged, come back elsewhere, hang up, or are to be found among other things: the real daemon.

usage: ports.py SOURCE BUILD [CASE...]

On pseudo terminals; where USB matters, umockdev shows the daemon a sysfs made up here. Without word from udev the daemon
has to look by itself, so most cases send none."""
import ctypes
import os
import queue
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tools")
from rig import INI, Rig, die_with_parent, end_politely  # noqa: E402

BACK_S = 10  # from the modem's first answer to armed
CPU_SHARE = 0.02  # of one core, while there is no modem
ABSENT_S = 5  # for so long that is measured

failures = []
passed = 0


def expect(condition, words):
    if not condition:
        raise AssertionError(words)


def wait_until(rig, condition, words, patience_s=None):
    """Looks again at each event of the modem."""
    end = time.monotonic() + (patience_s or rig.patience_s)
    while not condition():
        expect(time.monotonic() < end, words)
        try:
            rig.events.get(timeout=0.1)
        except queue.Empty:
            pass


def is_armed(rig):
    return rig.rows("status")[0]["armed"]


def cpu_s(rig):
    with open(f"/proc/{rig.box.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors(rig):
    return len(os.listdir(f"/proc/{rig.box.pid}/fd"))


def stay_without(rig, seconds=ABSENT_S):
    """The daemon lives on without a modem, and costs next to nothing meanwhile."""
    before = cpu_s(rig)
    try:
        rig.box.wait(timeout=seconds)
        raise AssertionError("the daemon ended")
    except subprocess.TimeoutExpired:
        pass
    used = cpu_s(rig) - before
    expect(used <= CPU_SHARE * seconds, f"{used:.2f} s of CPU in {seconds} s without a modem")
    print(f"     {used * 1000:.0f} ms of CPU in {seconds} s without a modem")


def pull(rig, by_signal):
    """The modem goes: its terminal hangs up. Its link leads nowhere from now on: the terminal's number may become anybody's
    at once, also that of another test's modem."""
    link = rig.path("modem")
    os.symlink(rig.path("nothing"), link + ".new")
    os.replace(link + ".new", link)
    if by_signal:
        rig.modem.kill()
    else:
        rig.say("quit")
    rig.modem.wait()
    wait_until(rig, lambda: not is_armed(rig), "the box does not notice that its modem is gone")


def put_back(rig, profile="generic"):
    """Another terminal behind the same link; how long until it is armed again."""
    holder, held = os.openpty()  # has the number that was just let go, so that the modem gets another
    begin = time.monotonic()
    rig.start_modem(profile=profile)
    wait_until(rig, lambda: is_armed(rig), "not armed again", BACK_S)
    os.close(holder)
    os.close(held)
    return time.monotonic() - begin


def texts_once(rig, number):
    wait_until(rig, lambda: rig.texts_to(number), f"no text to {number}")
    states = [t for t in rig.rows("texts") if t["number"] == number and t["direction"] == "out"]
    expect(len(states) == 1 and len(rig.texts_to(number)) == 1, f"{number}: {states}")


# --- on a pseudo terminal ---

def gone_in_mid_ring(rig):
    """The call is settled, its caller is texted once, the next one too."""
    rig.say("call +12025550143 interval 500")
    rig.wait("ring")
    wait_until(rig, lambda: rig.rows("calls"), "the ring is not on record")
    pull(rig, by_signal=True)
    wait_until(rig, lambda: rig.rows("calls")[0]["outcome"] != "ringing", "the call rings for ever")
    stay_without(rig)
    print(f"     armed {put_back(rig):.1f} s after it was plugged in")
    texts_once(rig, "+12025550143")
    rig.say("call +12025550144 rings 1 interval 300")
    texts_once(rig, "+12025550144")
    texts_once(rig, "+12025550143")


def gone_before_the_result(rig):
    """A text whose fate nobody knows is not sent again."""
    rig.say("fault no-result")
    rig.say("call +12025550143 rings 1 interval 300")
    rig.wait("sms_part", to="+12025550143")
    pull(rig, by_signal=True)
    put_back(rig)
    rig.say("call +12025550144 rings 1 interval 300")
    texts_once(rig, "+12025550144")
    rows = [t["state"] for t in rig.rows("texts") if t["number"] == "+12025550143"]
    expect(rows == ["in_doubt"], rows)
    parts = [e["seq"] for e in rig.seen if e["event"] == "sms_part" and e["to"] == "+12025550143"]
    expect(parts == [1], f"parts that left: {parts}")


def ten_times(rig):
    """Nothing piles up: descriptors, texts; and each time it is back soon."""
    rig.say("call +12025550144 rings 1 interval 300")
    texts_once(rig, "+12025550144")
    before, worst = descriptors(rig), 0
    for i in range(10):
        pull(rig, by_signal=i % 2 == 0)
        worst = max(worst, put_back(rig))
    rig.say("call +12025550143 rings 1 interval 300")
    texts_once(rig, "+12025550143")
    expect(descriptors(rig) == before, f"{before} descriptors before, {descriptors(rig)} after")
    print(f"     at worst {worst:.1f} s to armed")


def link_to_nothing_at_the_start(rig):
    rig.stop_box()
    rig.modem.kill()
    rig.modem.wait()
    os.unlink(rig.path("modem"))
    rig.launch()
    wait_until(rig, lambda: "modem" in rig.log(), "no word about the missing port")
    stay_without(rig)
    put_back(rig)


PTY_CASES = [gone_in_mid_ring, gone_before_the_result, ten_times, link_to_nothing_at_the_start]


# --- on a made-up USB ---

class Sysfs:
    """As much of /sys as the daemon looks at; umockdev shows it in place of the machine's own. The kernel would name the
    node of ttyUSB2 /dev/ttyUSB2, here it is the terminal that stands for it: umockdev 0.17 cannot resolve a link that
    leads out of its own /dev."""

    def __init__(self, path):
        self.root = path
        os.makedirs(os.path.join(path, "sys/class/tty"), exist_ok=True)
        os.makedirs(os.path.join(path, "sys/bus/usb/devices"), exist_ok=True)

    def _device(self, where, subsystem, devtype=None, node=None, **attributes):
        folder = os.path.join(self.root, "sys/devices", where)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "uevent"), "w", encoding="ascii") as file:
            if devtype:
                file.write(f"DEVTYPE={devtype}\n")
            if node:
                file.write(f"DEVNAME={node}\n")
        for name, value in attributes.items():
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(value + "\n")
        link = os.path.join(folder, "subsystem")
        if not os.path.islink(link):
            os.makedirs(os.path.join(self.root, "sys", subsystem), exist_ok=True)
            os.symlink(os.path.relpath(os.path.join(self.root, "sys", subsystem), folder), link)
        return folder

    def _tty(self, where, name, to, **attributes):
        folder = self._device(f"{where}/tty/{name}", "class/tty", node=to, **attributes)
        os.symlink(os.path.relpath(folder, os.path.join(self.root, "sys/class/tty")),
                   os.path.join(self.root, "sys/class/tty", name))

    def plug(self, path, ids, nodes):
        """A USB device in the socket of that path; nodes: {interface: (name, terminal behind it)}."""
        vendor, product = ids.split(":")
        where = f"platform/usb1/{path}"
        self._device(where, "bus/usb", devtype="usb_device", idVendor=vendor, idProduct=product)
        for interface, (name, to) in nodes.items():
            port = f"{where}/{path}:1.{interface}"
            self._device(port, "bus/usb", devtype="usb_interface", bInterfaceNumber=f"{interface:02x}",
                         bInterfaceClass="ff", bInterfaceProtocol="00")
            self._device(f"{port}/{name}", "bus/usb-serial")
            self._tty(f"{port}/{name}", name, to)

    def solder(self, name, to, **attributes):
        """A UART of the board."""
        self._device(f"platform/{name}", "bus/platform")
        self._tty(f"platform/{name}", name, to, type="32", **attributes)

    def unplug(self, path):
        where = os.path.join(self.root, "sys/devices/platform/usb1", path)
        names = [n for _, folders, _ in os.walk(where) for n in folders if n.startswith("tty") and n != "tty"]
        shutil.rmtree(where)
        for name in set(names):
            os.unlink(os.path.join(self.root, "sys/class/tty", name))


def announce():
    """What udev would do, as a process of its own, since umockdev must be loaded into it: makes the folder that shows,
    says where it is, and passes on "ACTION DEVICE" from its standard input."""
    library = ctypes.CDLL("libumockdev.so.0")
    library.umockdev_testbed_new.restype = ctypes.c_void_p
    library.umockdev_testbed_get_root_dir.restype = ctypes.c_char_p
    library.umockdev_testbed_get_root_dir.argtypes = [ctypes.c_void_p]
    library.umockdev_testbed_uevent.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    bed = library.umockdev_testbed_new()
    print(library.umockdev_testbed_get_root_dir(bed).decode(), flush=True)
    for line in sys.stdin:
        action, device = line.split()
        library.umockdev_testbed_uevent(bed, device.encode(), action.encode())
        print("sent", flush=True)


class Udev:
    def __init__(self):
        self.process = subprocess.Popen(["umockdev-wrapper", sys.executable, __file__, *sys.argv[1:3], "--announce"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
                                        preexec_fn=die_with_parent)
        self.root = self.process.stdout.readline().strip()

    def tell(self, action, device):
        self.process.stdin.write(f"{action} /sys/devices/{device}\n")
        expect(self.process.stdout.readline() == "sent\n", "no word could be sent")

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.root)


class Gadget:
    """A terminal behind which nobody answers; what was written to it."""

    def __init__(self):
        self.master, self.slave = os.openpty()
        os.set_blocking(self.master, False)
        self.name = os.ttyname(self.slave)

    def heard(self):
        try:
            return os.read(self.master, 4096)
        except BlockingIOError:
            return b""

    def close(self):
        os.close(self.master)
        os.close(self.slave)


SIM7600 = "1e0e:9001"
BRIDGE = "10c4:ea60"
ARDUINO = "2341:0043"


def usb_rig(ini=INI):
    rig = Rig(sys.argv[2], ini)
    rig.port = None
    rig.sysfs = Sysfs(rig.path("mock"))
    rig.env = {"LD_PRELOAD": "libumockdev-preload.so.0", "UMOCKDEV_DIR": rig.path("mock"),
               "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}
    rig.decoy, rig.second_decoy = Gadget(), Gadget()
    return rig


def terminal(rig):
    return os.path.realpath(rig.path("modem"))


def plug_modem(rig, path, first, to):
    """A SIM7600: four nodes from ttyUSB<first> on, of which the third is the one."""
    nodes = {i: (f"ttyUSB{first + i}", rig.decoy.name) for i in range(4)}
    nodes[2] = (f"ttyUSB{first + 2}", to)
    rig.sysfs.plug(path, SIM7600, nodes)


def opened(rig, line, port, since=0):
    return f"line {line}: port {port} is open" in rig.log()[since:]


def found_among_others(rig):
    """By ids and interface, at once; nothing else on the bus hears a byte."""
    rig.start_modem(profile="sim7600")
    rig.sysfs.plug("1-1", ARDUINO, {0: ("ttyACM0", rig.decoy.name)})
    rig.sysfs.plug("1-2", BRIDGE, {0: ("ttyUSB0", rig.decoy.name)})
    rig.sysfs.solder("ttyAMA0", rig.decoy.name)
    plug_modem(rig, "1-1.2", 1, terminal(rig))
    took = rig.start_box()
    expect(opened(rig, "main", terminal(rig)), rig.log())
    expect(rig.decoy.heard() == b"", "something else was written to")
    print(f"     armed after {took:.2f} s")


def back_under_another_number(rig):
    """In the socket where it was; another modem that came meanwhile is not taken for it."""
    rig.start_modem(profile="sim7600")
    plug_modem(rig, "1-1.2", 0, terminal(rig))
    rig.start_box()
    rig.say("call +12025550143 interval 500")
    rig.wait("ring")
    rig.sysfs.unplug("1-1.2")
    pull(rig, by_signal=True)
    holder, held = os.openpty()
    rig.sysfs.plug("1-1.3", SIM7600, {2: ("ttyUSB2", rig.decoy.name)})
    stay_without(rig)
    expect(rig.decoy.heard() == b"", "another modem was taken for the line's own")
    rig.start_modem(profile="sim7600")
    os.close(holder)
    os.close(held)
    begin = time.monotonic()
    plug_modem(rig, "1-1.2", 10, terminal(rig))
    wait_until(rig, lambda: is_armed(rig), "not armed again", BACK_S)
    print(f"     armed {time.monotonic() - begin:.1f} s after it was plugged in")
    expect(opened(rig, "main", terminal(rig)), rig.log())
    texts_once(rig, "+12025550143")


def silent_ones_first(rig):
    """No known modem: bridges are asked one after another, the console never."""
    rig.start_modem()
    rig.sysfs.plug("1-1", BRIDGE, {0: ("ttyUSB0", rig.decoy.name)})
    rig.sysfs.plug("1-2", BRIDGE, {0: ("ttyUSB1", terminal(rig))})
    rig.sysfs.solder("ttyAMA0", rig.second_decoy.name, console="Y")
    took = rig.start_box()
    heard = rig.decoy.heard()
    expect(heard.strip(b"\x1bAT\r\n ") == b"" and b"AT" in heard, heard)
    expect(rig.second_decoy.heard() == b"", "the console was written to")
    expect(took < 5 + BACK_S, f"{took:.1f} s to armed")
    print(f"     armed after {took:.2f} s")
    rig.kill_box()
    took = rig.start_box()  # the one that answered is asked first now
    expect(took < 5 and rig.decoy.heard() == b"", f"{took:.1f} s to armed in the second life")


def two_lines_keep_their_modems(rig):
    """In a second life the nodes have swapped their numbers, in the third the sockets are written in the ini."""
    other = Rig(sys.argv[2])
    try:
        rig.start_modem(profile="sim7600")
        other.start_modem(profile="sim7600")
        mine, others = terminal(rig), terminal(other)
        for first, second, a, b in ((0, 4, "auto", "auto"), (4, 0, "auto", "auto"), (0, 4, "usb:1-1.3", "usb:1-1.2")):
            with open(rig.path("textback.ini"), "w", encoding="utf-8") as file:
                file.write(f"{INI}[line a]\nport = {a}\n[line b]\nport = {b}\n")
            plug_modem(rig, "1-1.2", first, mine)
            plug_modem(rig, "1-1.3", second, others)
            begin = len(rig.log()) if rig.box else 0
            rig.start_box()
            wait_until(rig, lambda: all(f"line {n}: armed" in rig.log()[begin:] for n in "ab"), "not both are armed")
            swapped = a != "auto"
            expect(opened(rig, "a", others if swapped else mine, begin), "line a has not its own modem")
            expect(opened(rig, "b", mine if swapped else others, begin), "line b has not its own modem")
            if not swapped:
                rig.stop_box()
                rig.sysfs.unplug("1-1.2")
                rig.sysfs.unplug("1-1.3")
        rig.sysfs.unplug("1-1.2")
        rig.modem.kill()  # one of the two; the other line goes on
        other.say("call +12025550143 rings 1 interval 300")
        wait_until(other, lambda: other.texts_to("+12025550143"), "the other line is not served any more")
    finally:
        other.close()


def word_from_udev(rig):
    """It is believed before anything else is known: a port that nobody answers on is left for a modem that comes, and
    one that is gone is closed while its terminal still stands."""
    udev = Udev()
    try:
        shutil.rmtree(rig.sysfs.root)
        rig.sysfs = Sysfs(udev.root)
        rig.env["UMOCKDEV_DIR"] = udev.root
        rig.sysfs.plug("1-1", BRIDGE, {0: ("ttyUSB0", rig.decoy.name)})
        rig.launch()
        wait_until(rig, lambda: opened(rig, "main", rig.decoy.name), "the bridge is not asked")
        rig.start_modem(profile="sim7600")
        plug_modem(rig, "1-1.2", 1, terminal(rig))
        udev.tell("add", "platform/usb1/1-1.2/1-1.2:1.2/ttyUSB3/tty/ttyUSB3")
        wait_until(rig, lambda: is_armed(rig), "the modem that came is not looked at", BACK_S)
        begin = len(rig.log())
        udev.tell("remove", "platform/usb1/1-1.2/1-1.2:1.2/ttyUSB3/tty/ttyUSB3")
        wait_until(rig, lambda: "no modem is plugged in" in rig.log()[begin:], "the port that is gone stays open")
    finally:
        udev.close()


def empty_socket(rig):
    """The log, the status and --check say which socket was looked at and what is plugged in instead."""
    words = f"nothing is in usb:1-1.9; there is usb:1-1.2 ({rig.decoy.name})"
    with open(rig.path("textback.ini"), "w", encoding="utf-8") as file:
        file.write(f"{INI}[line main]\nport = usb:1-1.9\n")
    rig.sysfs.plug("1-1.2", BRIDGE, {0: ("ttyUSB0", rig.decoy.name)})
    said = subprocess.run([rig.tool("textbackd"), "--config", rig.path("textback.ini"), "--check"], env={**os.environ, **rig.env},
                          capture_output=True, text=True, check=True).stdout
    expect(f"line main: no modem now: {words}" in said, said)
    rig.launch()
    wait_until(rig, lambda: f"line main: no modem: {words}" in rig.log(), "the log does not say it")
    wait_until(rig, lambda: rig.rows("status")[0]["why"] == f"no modem: {words}", "the status does not say it")
    expect(rig.decoy.heard() == b"", "another socket was asked")
    rig.sysfs.unplug("1-1.2")
    wait_until(rig, lambda: "no serial port on USB is there" in rig.rows("status")[0]["why"], "the status is of before")


USB_CASES = [empty_socket, word_from_udev, found_among_others, back_under_another_number, silent_ones_first, two_lines_keep_their_modems]


def run(case, rig):
    global passed
    try:
        case(rig)
        expect(rig.stop_box() == 0, "SIGTERM did not end it with 0")
        passed += 1
        print(f"ok   {case.__name__}", flush=True)
    except (AssertionError, queue.Empty, TimeoutError, subprocess.SubprocessError) as fault:
        failures.append(case.__name__)
        print(f"FAIL {case.__name__}: {fault!r}\n{rig.log()}", flush=True)
    finally:
        rig.close()


def on_a_terminal(case):
    def begin_and_run(rig):
        rig.start_modem()
        rig.start_box()
        case(rig)

    begin_and_run.__name__ = case.__name__
    return begin_and_run


if sys.argv[3:] == ["--announce"]:
    announce()
    sys.exit(0)
end_politely()
ONLY = sys.argv[3:]
for case in PTY_CASES:
    if not ONLY or case.__name__ in ONLY:
        run(on_a_terminal(case), Rig(sys.argv[2]))
for case in USB_CASES:
    if not ONLY or case.__name__ in ONLY:
        run(case, usb_rig())
print(f"{passed} passed, {len(failures)} failed")
sys.exit(1 if failures else 0)
