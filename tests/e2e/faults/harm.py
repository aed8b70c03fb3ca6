"""What is done to the box: each abuse begins, people call and write meanwhile, and it ends."""
import errno
import os
import signal

from .place import OPEN, READ, SYNC, WRITE

HOUR_MS = 3600 * 1000


# --- its life ---

def killed_at_random(run):
    """From the ring to the text's result."""
    run.begin_call()
    run.box.let_pass_whole(run.dice.uniform(0.0, 0.5))
    run.cut()


def killed_at_the_prompt(run):
    """While the record that a text waits for is being made, or its Ctrl-Z leaves."""
    seen = len(run.box.seen)
    number = run.begin_call()
    run.box.wait_until(lambda: any(e["event"] == "prompt" for e in run.box.seen[seen:]) or run.has_ended(number),
                       "no prompt")
    run.box.let_pass_whole(run.dice.choice([0.0, 0.0, 0.001, 0.002, 0.004]))
    run.cut()


def stopped_for_seconds(run):
    run.box.signal(signal.SIGSTOP)
    run.traffic(2)
    run.box.let_pass_whole(run.dice.uniform(0.5, 2.0))
    run.box.signal(signal.SIGCONT)


def sighup_storm(run):
    run.begin_call()
    for _ in range(30):
        run.box.signal(signal.SIGHUP)
        run.box.let_pass(0.01)
    run.traffic(1)


# --- its disk ---

def disk_full(run):
    run.disk_fails()
    run.box.fill_disk()
    run.traffic(run.dice.randint(2, 4))
    run.sometimes_cut()
    run.box.empty_disk()


def _layer(run, errors, one_in=1):
    run.disk_fails()
    run.box.fail_calls(errors, one_in)
    run.traffic(run.dice.randint(2, 4))
    run.sometimes_cut()
    bitten = run.box.fail_calls({})
    run.expect(bitten > 0, "no call failed: the layer is not in the way")


def read_only(run):
    """As a file system that has found an error in itself."""
    _layer(run, {WRITE: errno.EROFS, OPEN: errno.EROFS})


def read_only_at_the_start(run):
    run.disk_fails()
    run.kill()
    run.box.write_protect(True)
    run.start()
    run.traffic(3)
    run.sometimes_cut()
    run.box.write_protect(False)


def writes_fail(run):
    _layer(run, {WRITE: errno.EIO})


def syncs_fail(run):
    _layer(run, {SYNC: errno.EIO})


def no_space_by_the_layer(run):
    _layer(run, {WRITE: errno.ENOSPC, OPEN: errno.ENOSPC})


def every_third_call_fails(run):
    _layer(run, {WRITE: errno.EIO, SYNC: errno.EIO}, 3)


def nothing_can_be_read(run):
    """For less than the seconds after which it is no loose plug any more, but bad sectors: then the ledger is set aside,
    which tests/ledger is about. A box that starts so does not know whom it may text."""
    run.disk_fails()
    run.box.fail_calls({READ: errno.EIO, OPEN: errno.EIO, WRITE: errno.EIO, SYNC: errno.EIO})
    run.traffic(1)
    if run.dice.random() < 0.5:
        run.kill()
        run.box.launch()
        run.box.wait_until(lambda: "kept in memory" in run.box.log_of_this_life(), "it does not say that it is blind")
    run.expect(run.box.fail_calls({}) > 0, "no call failed: the layer is not in the way")
    run.await_start()


def state_deleted(run):
    """And it has to notice by itself: nobody calls until it has."""
    run.box.delete_state()
    ledger = os.path.join(run.box.state, "ledger.db")
    run.box.wait_until(lambda: os.path.exists(ledger), "a deleted ledger was not made again")
    run.settle()
    run.traffic(1)
    run.sometimes_cut(1.0)


def disk_pulled(run):
    """The mount goes while the box writes, and comes back as it was then."""
    run.begin_call()
    run.box.pull("disk")
    run.traffic(1)
    run.box.plug("disk")
    run.traffic(1)
    run.settle()
    run.sometimes_cut(0.5)


def descriptors_exhausted(run):
    run.disk_fails()
    run.box.descriptors(run.dice.choice([3, 8, 12]))
    run.traffic(3)
    run.sometimes_cut()
    if not run.box.is_dead():
        run.box.descriptors(None)


# --- its card ---

def card_pulled(run):
    run.begin_call()
    run.box.pull("card")
    run.box.signal(signal.SIGHUP)
    run.traffic(1)
    run.sometimes_cut()
    run.friend_calls()
    run.box.plug("card")
    run.box.signal(signal.SIGHUP)


def ini_half_written(run):
    """Cut where it shows: a message that ends early reads like any other."""
    ini = run.box.good_ini
    run.box.write_card(ini[:ini.index("[message]") + len(run.dice.choice(["[mess", "[message]", "[message]\nte"]))])
    run.box.signal(signal.SIGHUP)
    run.traffic(2)
    run.sometimes_cut()
    run.box.write_card(ini)
    run.box.signal(signal.SIGHUP)


# --- its clock ---

def _clock(run, low_h, high_h):
    run.box.step_clock(int(run.dice.uniform(low_h, high_h) * HOUR_MS))
    run.traffic(2)
    run.sometimes_cut()
    run.traffic(1)
    run.box.step_clock(0)


def clock_ahead(run):
    _clock(run, 0.1, 24 * 400)


def clock_back(run):
    _clock(run, -24 * 400, -0.1)


# --- its modem ---

def modem_unplugged(run):
    run.truth.outage("no modem")
    run.begin_call()
    run.box.say("unplug")
    run.traffic(1)
    run.box.wait_until(lambda: not run.box.is_armed(), "the box does not notice that its modem is gone")
    run.box.say("plug")
    run.box.wait_until(run.box.is_armed, "not armed again")
    run.truth.outage_ends()


def modem_restarts(run):
    run.truth.outage("the modem restarts")
    run.begin_call()
    run.box.say(run.dice.choice(["fault restart", "fault restart-quiet"]))
    run.box.wait("command", line="AT+CLIP=1")
    run.box.wait("command", line="AT+CMGL=4")
    run.box.wait_until(run.box.is_armed, "not armed again")
    run.truth.outage_ends()


ABUSES = [killed_at_random, killed_at_the_prompt, stopped_for_seconds, sighup_storm, disk_full, read_only,
          read_only_at_the_start, writes_fail, syncs_fail, no_space_by_the_layer, every_third_call_fails,
          nothing_can_be_read, state_deleted, disk_pulled, descriptors_exhausted, card_pulled, ini_half_written,
          clock_ahead, clock_back, modem_unplugged, modem_restarts]
