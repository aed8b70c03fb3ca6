"""The processes of a contender: found as descendants, whatever they fork; their memory, their context switches."""
import ctypes
import os
import re
import signal
import time

PR_SET_CHILD_SUBREAPER = 36
GRACE_S = 5
libc = ctypes.CDLL(None)


def adopt_orphans():
    """Daemons that fork and leave become children of this process, so that none is lost."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def read(path):
    try:
        with open(path) as f:
            return f.read()
    except OSError:
        return ""


def children():
    """{parent: [pid, ...]} of everything that runs."""
    tree = {}
    for name in os.listdir("/proc"):
        stat = read(f"/proc/{name}/stat") if name.isdigit() else ""
        if stat:
            state, parent = stat[stat.rindex(")") + 2:].split()[:2]
            if state != "Z":
                tree.setdefault(int(parent), []).append(int(name))
    return tree


def descendants(root, but):
    """Pids below `root`, without those in `but` and what is below them."""
    tree, found, todo = children(), [], [root]
    while todo:
        for pid in tree.get(todo.pop(), []):
            if pid not in but:
                found.append(pid)
                todo.append(pid)
    return found


def command_of(pid):
    return read(f"/proc/{pid}/comm").strip()


def pss_kb(pid):
    found = re.search(r"^Pss:\s+(\d+)", read(f"/proc/{pid}/smaps_rollup"), re.M)
    return int(found.group(1)) if found else 0


def switches(pid):
    """Voluntary and involuntary context switches of all its threads so far."""
    total = 0
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return 0
    for thread in threads:
        for count in re.findall(r"ctxt_switches:\s+(\d+)", read(f"/proc/{pid}/task/{thread}/status")):
            total += int(count)
    return total


def reap():
    """Collects what has died among the adopted; Popen copes with a child that is already collected."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def end(pids, alive):
    """Asks them to end, then makes them; `alive()` lists those that are left."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    until = time.monotonic() + GRACE_S
    while alive() and time.monotonic() < until:
        time.sleep(0.05)
    for pid in alive():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    time.sleep(0.05)
