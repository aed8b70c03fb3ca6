#!/usr/bin/env python3
"""The real daemon on a simulated modem: each kind of missed call, and SIGKILL at random points.

usage: calls.py SOURCE BUILD"""
import csv
import glob
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tools")
from rig import AGENT, INI, Rig, end_politely  # noqa: E402

failures = []
passed = 0


def expect(condition, words):
    if not condition:
        raise AssertionError(words)


def number(i):
    return f"+1202555{100 + i % 100:04d}"


def wait_until(rig, condition, words):
    """Looks again at each event of the modem."""
    end = time.monotonic() + rig.patience_s
    while not condition():
        expect(time.monotonic() < end, words)
        try:
            rig.events.get(timeout=0.2)
        except queue.Empty:
            pass


def wait_for_texts(rig, to, count):
    wait_until(rig, lambda: len(rig.texts_to(to)) >= count, f"no {count} texts to {to}")


def wait_for_verdict(rig, calls):
    """Until so many calls have their verdict on record."""
    def decided():
        return [r for r in rig.rows("calls") if r["verdict"]]

    wait_until(rig, lambda: len(decided()) >= calls, f"no {calls} verdicts")
    return decided()


def normal_end(rig):
    rig.say("call +12025550143 rings 2 interval 400")
    wait_for_texts(rig, "+12025550143", 1)
    rows = wait_for_verdict(rig, 1)
    expect(rows[0]["reason"] == "message:text" and rows[0]["outcome"] == "missed", rows)


def silence(rig):
    rig.say("fault no-end")
    rig.say("call +12025550143 rings 2 interval 1200")
    wait_for_texts(rig, "+12025550143", 1)


def withheld(rig):
    rig.say("call +12025550143 rings 1 interval 300 withheld")
    rows = wait_for_verdict(rig, 1)
    expect(rows[0]["reason"] == "withheld" and rows[0]["number"] is None, rows)
    wait_for_texts(rig, AGENT, 1)
    expect(not rig.texts_to("+12025550143"), "a withheld caller was texted")


def two_callers(rig):
    rig.say("call +12025550143 interval 600")
    rig.wait("ring")
    rig.say("call +12025550144 rings 2 interval 600")
    wait_for_texts(rig, "+12025550143", 1)
    wait_for_texts(rig, "+12025550144", 1)


def three_calls(rig):
    for _ in range(3):
        rig.say("call +12025550143 rings 1 interval 300")
        rig.wait("call_end")
    rows = wait_for_verdict(rig, 3)
    wait_for_texts(rig, "+12025550143", 1)
    expect([r["reason"] for r in rows].count("repeat") == 2, rows)
    expect(len(rig.texts_to("+12025550143")) == 1, "more than one text")


def short_ring(rig):
    rig.say("call +12025550143 rings 1 interval 300")
    wait_for_texts(rig, "+12025550143", 1)


def modem_restarts(rig):
    rig.say("call +12025550143 rings 1 interval 300")
    wait_for_texts(rig, "+12025550143", 1)
    rig.say("fault restart")
    rig.wait("command", line="AT+CLIP=1")
    rig.wait("command", line="AT+CMGL=4")
    rig.say("call +12025550144 rings 1 interval 300")
    wait_for_texts(rig, "+12025550144", 1)


def box_gives_up(rig):
    rig.say("call +12025550143 interval 400")
    end = rig.wait("call_end")
    expect(end["by"] == "host", end)
    wait_for_texts(rig, "+12025550143", 1)
    expect(wait_for_verdict(rig, 1)[0]["outcome"] == "gave_up", rig.rows("calls"))


def killed_ten_times(rig):
    """A cut at a random moment of a call and its text: never two texts, no call that is on record forgotten. (A ring in
    the very milliseconds before the cut, not yet on the disk, no software can know of.)"""
    dice = random.Random(7)
    for i in range(10):
        caller = number(43 + i)
        rig.say(f"call {caller} rings 1 interval 300")
        rig.wait("ring", number=caller)
        wait_until(rig, lambda: len(rig.rows("calls")) > i, "the ring is not on record")
        time.sleep(dice.uniform(0.0, 0.33))  # the cut falls anywhere from the ring to the text's result
        rig.kill_box()
        rig.start_box()
        wait_until(rig, lambda: any(e["event"] == "call_end" and e["number"] == caller for e in rig.seen),
                   f"the call of {caller} does not end")
    rows = wait_for_verdict(rig, 10)
    for i in range(10):
        caller = number(43 + i)
        expect([r for r in rows if r["number"] == caller], f"the call of {caller} was forgotten: {rows}")
        expect(len(rig.texts_to(caller)) <= 1, f"{caller} was texted twice")


def second_box_is_refused(rig):
    """And leaves the first one's last good settings as they were."""
    good = open(rig.path("state/last_good.ini"), encoding="utf-8").read()
    with open(rig.path("other.ini"), "w", encoding="utf-8") as file:
        file.write(INI.replace("Alex Agent", "Casey Other"))
    second = subprocess.run([rig.tool("textbackd"), "--config", rig.path("other.ini"), "--port", rig.path("modem"),
                             "--state", rig.path("state")], stderr=subprocess.PIPE, text=True, timeout=rig.patience_s,
                            check=False)
    expect(second.returncode != 0 and "another textbackd" in second.stderr, second)
    expect(open(rig.path("state/last_good.ini"), encoding="utf-8").read() == good, "its settings were overwritten")


def month_files(rig):
    """What the CSV files on the card say, by their beginnings; the header alone is not worth a file."""
    files = glob.glob(rig.path("textback-2*.csv")) + glob.glob(rig.path("textback-texts-2*.csv"))
    text = ""
    for path in files:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text += file.read()
    return text


def month_on_the_card(rig):
    """S37, S38: calls and texts are on the card from the next start on (else within the hour), and who is forgotten
    is gone from it at once."""
    rig.say("call +12025550143 rings 1 interval 300")
    wait_for_texts(rig, "+12025550143", 1)
    wait_for_texts(rig, AGENT, 1)
    rig.say("sms +12025550143 =12 Elm St")
    wait_until(rig, lambda: len(rig.rows("texts")) >= 4, "the reply is not on record")
    rig.kill_box()
    rig.start_box()
    wait_until(rig, lambda: "'=12 Elm St" in month_files(rig), "the reply is not on the card")
    rows = list(csv.reader(month_files(rig).splitlines()))
    calls = [r for r in rows if r[3:7] == ["", "missed", "text", "message:text"]]
    expect(len(calls) == 1 and calls[0][2] == "+12025550143", rows)
    with open(rig.path("textback.ini"), "a", encoding="utf-8") as file:
        file.write("[report]\ncsv = no\n")  # what was written before names people all the same
    rig.box.send_signal(signal.SIGHUP)
    wait_until(rig, lambda: "configuration read again" in rig.log(), "the ini was not read again")
    count = len(rig.texts_to(AGENT))
    rig.say(f"sms {AGENT} FORGET 202-555-0143")
    wait_until(rig, lambda: any("Reply" in e["text"] for e in rig.texts_to(AGENT)[count:]), "no code came")
    code = re.search(r"Reply (\d+)", rig.texts_to(AGENT)[-1]["text"]).group(1)
    rig.say(f"sms {AGENT} {code}")
    wait_until(rig, lambda: "+12025550143" not in month_files(rig), "the forgotten are still on the card")
    expect("message:text" in month_files(rig) and "Elm" not in month_files(rig), month_files(rig))


def state_is_deleted(rig):
    """While nothing else happens: it notices, says so once, and knows after a SIGKILL who was texted."""
    rig.say("call +12025550143 rings 1 interval 300")
    wait_for_texts(rig, "+12025550143", 1)
    wait_for_texts(rig, AGENT, 1)
    wait_until(rig, lambda: rig.rows("calls")[0]["verdict"], "no verdict")
    for _ in range(2):
        shutil.rmtree(rig.path("state"), ignore_errors=True)
        wait_until(rig, lambda: os.path.exists(rig.path("state/last_good.ini")), "the folder was not made again")
    wait_until(rig, lambda: [e for e in rig.texts_to(AGENT) if "deleted" in e["text"]], "the agent is not told")
    second_box_is_refused(rig)
    with open(rig.path("textback.ini"), "w", encoding="utf-8") as file:
        file.write("[message]\ntext = half of it")
    rig.kill_box()
    rig.start_box()
    rig.say("call +12025550143 rings 1 interval 300")
    rows = wait_for_verdict(rig, 2)
    expect(rows[1]["reason"] == "repeat", rows)
    expect(len([e for e in rig.texts_to(AGENT) if "deleted" in e["text"]]) == 1, "the agent is told again and again")


def settings_outlive_their_copy(rig):
    """A half written ini while the folder with the last good one is gone: what is in force stays in force."""
    with open(rig.path("contacts.vcf"), "w", encoding="utf-8") as file:
        file.write("BEGIN:VCARD\nVERSION:3.0\nFN:Friend\nTEL:+12025550144\nEND:VCARD\n")
    rig.box.send_signal(signal.SIGHUP)
    wait_until(rig, lambda: os.path.exists(rig.path("state/last_good.vcf")), "no copy of the contacts")
    os.unlink(rig.path("state/last_good.ini"))
    os.unlink(rig.path("textback.ini"))
    os.unlink(rig.path("contacts.vcf"))
    rig.box.send_signal(signal.SIGHUP)
    wait_until(rig, lambda: "the last good one stays in force" in rig.log(), "the ini was not read again")
    rig.say("call +12025550143 rings 1 interval 300")
    wait_for_texts(rig, "+12025550143", 1)
    rig.say("call +12025550144 rings 1 interval 300")
    rows = wait_for_verdict(rig, 2)
    expect(rows[1]["reason"] == "contact", rows)


def memory_that_cannot_be_read(rig):
    """Nobody is texted, since anybody may have said STOP; the agent hears of calls. When it can, it begins anew."""
    rig.say("call +12025550143 rings 1 interval 300")
    wait_for_texts(rig, "+12025550143", 1)
    rig.say("sms +12025550143 STOP")
    wait_for_texts(rig, "+12025550143", 2)
    wait_until(rig, lambda: any(p["opted_out"] for p in rig.rows("people")), "STOP is not on record")
    rig.kill_box()
    os.rename(rig.path("state/optouts.txt"), rig.path("optouts.txt"))
    os.mkdir(rig.path("state/optouts.txt"))
    rig.start_box()
    told = len(rig.texts_to(AGENT))
    for caller in ("+12025550143", "+12025550144"):
        rig.say(f"call {caller} rings 1 interval 300")
        rig.wait("call_end", number=caller)
    wait_until(rig, lambda: [e for e in rig.texts_to(AGENT)[told:] if "0144" in e["text"]], "the agent is not told")
    expect(len(rig.texts_to("+12025550143")) == 2 and not rig.texts_to("+12025550144"), "somebody was texted")
    os.rmdir(rig.path("state/optouts.txt"))
    os.rename(rig.path("optouts.txt"), rig.path("state/optouts.txt"))
    expect(rig.box.wait(timeout=rig.patience_s) == 0, "it does not begin anew")
    rig.start_box()
    rows = wait_for_verdict(rig, 3)
    expect([r["reason"] for r in rows] == ["message:text", "opted_out", "no_config"], rows)
    for caller in ("+12025550143", "+12025550145"):
        rig.say(f"call {caller} rings 1 interval 300")
        rig.wait("call_end", number=caller)
    wait_for_texts(rig, "+12025550145", 1)
    rows = wait_for_verdict(rig, 5)
    expect(rows[3]["reason"] == "opted_out", rows)


GIVE_UP = INI + "[reply]\ngive_up = 2s\n"
CASES = [(normal_end, "generic", INI), (normal_end, "sim7600", INI), (normal_end, "a7670", INI),
         (normal_end, "ec25", INI), (silence, "generic", INI), (withheld, "generic", INI),
         (two_callers, "generic", INI), (three_calls, "generic", INI), (short_ring, "generic", INI),
         (modem_restarts, "generic", INI), (box_gives_up, "generic", GIVE_UP),
         (second_box_is_refused, "generic", INI), (month_on_the_card, "generic", INI), (killed_ten_times, "generic", INI),
         (state_is_deleted, "generic", INI), (settings_outlive_their_copy, "generic", INI),
         (memory_that_cannot_be_read, "generic", INI)]

end_politely()
ONLY = sys.argv[3:]
for case, profile, ini in CASES:
    if ONLY and case.__name__ not in ONLY:
        continue
    name = f"{case.__name__} on {profile}"
    rig = Rig(sys.argv[2], ini)
    try:
        rig.start_modem(profile=profile)
        rig.start_box()
        rig.wait("command", line="AT+CSQ")
        case(rig)
        expect(rig.stop_box() == 0, "SIGTERM did not end it with 0")
        passed += 1
        print(f"ok   {name}")
    except (AssertionError, queue.Empty, TimeoutError, subprocess.SubprocessError) as fault:
        failures.append(name)
        print(f"FAIL {name}: {fault!r}\n{rig.log()}")
    finally:
        rig.close()
print(f"{passed} passed, {len(failures)} failed")
sys.exit(1 if failures else 0)
