#!/usr/bin/env python3
"""No dead names: every macro, enumerator and member that the product's code defines is mentioned a second time there.
The compiler sees unused functions and variables, dead.sh what only tests call; these nobody else sees."""

import collections
import pathlib
import re
import sys

REASONS = {
    "SMS_HEADER_WIDE": "the other header of sms_plan_as(), which other phones write and the tests do",
    "SET_CMGF_PID": "one of the settings of AT+CSMP, which are written in one go",
}
NOT_CODE = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|/\*.*?\*/|//[^\n]*', re.S)
MEMBER = re.compile(r"(?:^|[\s*])([A-Za-z_]\w*)(?:\[[^\]]*\])*(?:\s*:\s*\w+)?\s*[;,]")


def defined(code):
    """Names that code defines for others. The first of an enum is what zeroed memory says: it needs no mention."""
    yield from (name for name in re.findall(r"^\s*#\s*define\s+(\w+)", code, re.M) if not name.endswith("_H"))
    for body in re.findall(r"\benum\b\s*\w*\s*\{(.*?)\}", code, re.S):
        names = re.findall(r"(?:^|,)\s*([A-Za-z_]\w*)", body)
        yield from names if "=" in body.split(",")[0] and not re.search(r"=\s*0\s*$", body.split(",")[0]) else names[1:]
    for body in re.findall(r"\bstruct\b\s*\w*\s*\{(.*?)\n\s*\}", code, re.S):
        yield from MEMBER.findall(re.sub(r"\benum\b\s*\w*\s*\{.*?\}", "", body, flags=re.S))


def main():
    root = pathlib.Path(sys.argv[1])
    files = sorted(f for top in ("drivers", "firmware", "tools") for f in (root / top).rglob("*.[ch]"))
    code = {f: NOT_CODE.sub(" ", f.read_text()) for f in files}
    mentioned = collections.Counter(word for text in code.values() for word in re.findall(r"[A-Za-z_]\w*", text))
    dead = {name: f for f in files for name in defined(code[f]) if mentioned[name] == 1}
    if sum(mentioned.values()) < 50000:
        sys.exit(f"only {len(files)} files were found")
    bad = [f"{f.relative_to(root)}: nothing mentions {name}" for name, f in dead.items() if name not in REASONS]
    bad += [f"{name} is mentioned now: take it off the list in names.py" for name in REASONS if name not in dead]
    print("\n".join(bad), end="\n" if bad else "")
    sys.exit(bool(bad))


main()
