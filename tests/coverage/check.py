#!/usr/bin/env python3
"""Compares what no test reaches in the pure code with uncovered.txt: each line and each way out of a condition (branch)
that is not taken stands there with its reason. An entry names function and source text, so that it outlives moved lines.

Usage: check.py SOURCE GCOVR.json          fails on what is not listed, and names what is listed and covered now
       check.py SOURCE GCOVR.json --new    prints what is not listed, as entries to which a reason is to be found
"""

import collections
import json
import pathlib
import re
import sys

HEAD = re.compile(r"^(?:[A-Za-z_][\w *]*?[ *])?([a-z_]\w*)\(")


def functions(lines):
    """The name of the function that each line stands in; clang-format has both its braces in the first column."""
    name, names = "", []
    for i, line in enumerate(lines):
        head = HEAD.match(line)
        if head and not line.rstrip().endswith(";"):
            name = head.group(1)
        names.append(name)
        if line.startswith("}"):
            name = ""
    return names


def checks(lines):
    """Which lines belong to a CHECK: that it never fails is what it says, so its other way is not asked for."""
    inside, marks = False, []
    for line in lines:
        inside = inside or line.lstrip().startswith("CHECK(")
        marks.append(inside)
        inside = inside and not line.rstrip().endswith(";")
    return marks


def left_out(line):
    return line.get("gcovr/noncode") or line.get("gcovr/excluded")


def uncovered(root, data):
    """Counter of (file, function, "line" or "branch", text): how many lines or branches."""
    found = collections.Counter()
    for file in data["files"]:
        name = file["file"]
        lines = (root / name).read_text().splitlines()
        where, in_check = functions(lines), checks(lines)
        for line in file["lines"]:
            if left_out(line):
                continue
            at = line["line_number"] - 1
            text = lines[at].strip()
            untaken = sum(branch["count"] == 0 for branch in line["branches"])
            if line["count"] == 0:
                found[name, where[at], "line", text] += 1
            elif untaken and not in_check[at]:
                found[name, where[at], "branch", text] += untaken
    return found


def listed(path):
    """The same of the list. Entries are under the reason that they have in common: `# reason`."""
    entries, reason = collections.Counter(), ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("# "):
            reason = line
        elif line == "":
            reason = ""
        elif line and not line.startswith("#"):
            place, _, text = line.partition(" | ")
            name, function, kind, count = (place.split() + ["1"])[:4]
            if kind not in ("line", "branch") or not text or not reason:
                sys.exit(f"{path.name}:{number}: not `FILE FUNCTION line|branch COUNT | TEXT` under a reason")
            entries[name, function, kind, text] += int(count)
    return entries


def show(key, count):
    name, function, kind, text = key
    return f"{name} {function or '-'} {kind} {count} | {text}"


def main():
    root = pathlib.Path(sys.argv[1])
    data = json.loads(pathlib.Path(sys.argv[2]).read_text())
    found, known = uncovered(root, data), listed(root / "tests/coverage/uncovered.txt")
    found = collections.Counter({(n, f or "-", k, t): c for (n, f, k, t), c in found.items()})
    new, gone = found - known, known - found
    if "--new" in sys.argv:
        print("\n".join(show(key, count) for key, count in sorted(new.items())))
        return 0
    lines = [line for file in data["files"] for line in file["lines"] if not left_out(line)]
    branches = [branch for line in lines for branch in line["branches"]]
    if len(lines) < 5000:
        sys.exit(f"gcovr knows only {len(lines)} lines")
    count = {kind: sum(c for key, c in found.items() if key[2] == kind) for kind in ("line", "branch")}
    print(f"{len(lines)} lines, {count['line']} uncovered; {len(branches)} branches, {count['branch']} of them uncovered in "
          f"covered lines without CHECK; {sum(new.values())} without a reason, {sum(gone.values())} reasons too many")
    for key, many in sorted(new.items()):
        print("no test reaches, and no reason is given:", show(key, many))
    for key, many in sorted(gone.items()):
        print("covered now, or gone; take it off the list:", show(key, many))
    return bool(new)


sys.exit(main())
