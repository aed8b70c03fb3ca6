"""The figures of ring_to_text as tables: of text for a terminal, or of Markdown for a README."""
import datetime
import json
import os
import platform
import subprocess
from statistics import median

GOALS = (  # what DESIGN calls done well: words, limit, what is compared with it
    ("end to AT+CMGS, no latency: within 1.2 x the floor", 1.2, lambda of: of("begin", "none", "floor")),
    ("end to AT+CMGS, no latency: 10 x faster than oFono", 0.1, lambda of: of("begin", "none", "ofono")),
    ("end to Ctrl-Z, realistic modem: within 1.05 x the floor", 1.05, lambda of: of("sent", "realistic", "floor")),
    ("memory of all processes: <= 3 MB", 3.0, lambda of: of("memory")),
    ("AT commands in an idle minute: <= 2", 2.0, lambda of: of("idle", 0)),
    ("context switches in an idle minute: <= 2", 2.0, lambda of: of("idle", 1)),
    ("start to armed: <= 100 ms", 100.0, lambda of: of("armed")))


def percentile(values, share):
    """The smallest value that at least that share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def figures(result, what, latency):
    return [getattr(call, what) for call in result.calls.get(latency, []) if getattr(call, what) is not None]


def ms(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values):
    return " / ".join(ms(v) for v in (median(values), percentile(values, 99), max(values))) if values else "-"


def ratio(values, others):
    if not values or not others:
        return "-"
    x = median(values) / median(others)
    return f"{x:.0f}" if x >= 100 else f"{x:.1f}" if x >= 10 else f"{x:.2f}" if x >= 0.1 else f"{x:.3f}"


def lost(result, latency):
    return sum(call.sent is None for call in result.calls.get(latency, []))


def named(results, name):
    return next((r for r in results if r.name == name), None)


def latency_table(results, latency):
    head = ["ms: median / p99 / max", "end to AT+CMGS", "x floor", "x oFono", "end to PDU + Ctrl-Z", "x floor",
            "x oFono", "prompt to Ctrl-Z", "texts"]
    rows = []
    for r in results:
        row = [r.title]
        for what in ("begin", "sent"):
            mine = figures(r, what, latency)
            row.append(spread(mine))
            for other in ("floor", "ofono"):
                o = named(results, other)
                row.append(ratio(mine, figures(o, what, latency) if o else []))
        calls = len(r.calls.get(latency, []))
        row.append(spread(figures(r, "body", latency)))
        rows.append(row + [f"{calls - lost(r, latency)} of {calls}" if calls else "-"])
    return [head] + rows


def cost_table(results):
    head = ["", "idle minute: commands / switches", "PSS, all processes", "start to armed"]
    rows = []
    for r in results:
        idle = f"{r.idle[0]:.0f} / {r.idle[1]:.0f}" if r.idle else "-"
        parts = ", ".join(f"{name} {kb / 1024:.1f}" for name, kb in r.memory)
        memory = f"{sum(kb for _, kb in r.memory) / 1024:.1f} MB" if r.memory else "-"
        if len(r.memory) > 1:
            memory += f" ({parts})"
        rows.append([r.title, idle, memory, f"{ms(median(r.armed_ms))} ms" if r.armed_ms else "-"])
    return [head] + rows


def draw(rows, markdown):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for n, row in enumerate(rows):
        cells = [row[0].ljust(widths[0])] + [cell.rjust(w) for cell, w in zip(row[1:], widths[1:])]
        lines.append("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells))
        if n == 0:
            lines.append("|---" + "|--:" * (len(row) - 1) + "|" if markdown else "-" * len(lines[0]))
    return "\n".join(lines)


def measured(results, what, key=None, other=None):
    """textbackd's figure, or its ratio to another's; None if there is none."""
    t = named(results, "textbackd")
    if t is None:
        return None
    if what in ("begin", "sent"):
        o = named(results, other)
        mine, theirs = figures(t, what, key), figures(o, what, key) if o else []
        return median(mine) / median(theirs) if mine and theirs else None
    if what == "memory":
        return sum(kb for _, kb in t.memory) / 1024 if t.memory else None
    if what == "idle":
        return t.idle[key] if t.idle else None
    return median(t.armed_ms) if t.armed_ms else None


def goals(results):
    lines = []
    for words, limit, compared in GOALS:
        value = compared(lambda *key: measured(results, *key))
        if value is not None:
            lines.append(f"{'met   ' if value <= limit else 'MISSED'} {words}: {value:.3g}")
    return lines


def file_system(folder):
    kind = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True).stdout.strip()
    return "ext4" if kind == "ext2/ext3" else kind


def machine():
    with open("/proc/cpuinfo") as f:
        models = [line.split(":")[1].strip() for line in f if line.startswith(("model name", "Model"))]
    with open("/etc/os-release") as f:
        release = [line.split("=")[1].strip().strip('"') for line in f if line.startswith("PRETTY_NAME")]
    return f"{(models or [platform.machine()])[0]}, {os.cpu_count()} cores, {(release or ['?'])[0]}, Linux " \
           f"{platform.release().split('-')[0]}"


def versions(results):
    names = {"ofono": "ofono", "gammu": "gammu-smsd", "smstools": "smstools"}
    found = []
    for r in results:
        if r.name in names:
            v = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", names[r.name]], capture_output=True,
                               text=True).stdout
            found.append(f"{names[r.name]} {v or 'absent'}")
    return ", ".join(found)


def footer(results, options, commit):
    lines = [f"{datetime.date.today()}, {machine()}. {versions(results)}",
             f"{options.calls} calls each, seed {options.seed}; states and spools on {file_system(options.disk)} "
             f"({options.disk}), where a 4 kB write and fdatasync takes {ms(commit)} ms."]
    busy = [f"{r.title} {load:.1f}" for r in results for load in r.load if load > 0.7]
    if busy:
        lines.append("The machine was not idle (load before the calls): " + ", ".join(busy) + ".")
    for r in results:
        lines.append(f"{r.title}: {r.note}." + (f" Calls it ended itself: {r.refused}." if r.refused else ""))
        if r.complaints:
            lines.append(f'{r.title}: its log says {r.complaints} times "{r.complaint}".')
        if r.why:
            lines.append(f"{r.title}: NOT MEASURED IN FULL: {r.why}")
    return lines


def render(results, options, commit):
    parts = []
    for latency in options.latencies:
        words = "No latency" if latency == "none" else "A modem with realistic latency"
        parts += [words + ":", draw(latency_table(results, latency), options.markdown)]
    parts += [draw(cost_table(results), options.markdown)]
    bullet = "- " if options.markdown else "  "
    parts += ["\n".join(bullet + line for line in goals(results) + footer(results, options, commit))]
    return "\n\n".join(parts)


def write_json(path, results):
    with open(path, "w") as out:
        json.dump([dict(vars(r), calls={k: [c._asdict() for c in v] for k, v in r.calls.items()}) for r in results],
                  out, indent=1)
