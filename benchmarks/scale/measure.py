# SPDX-License-Identifier: MIT
"""The cost of a run as the number of tasks, classes or reference images or the model grows.

    measure.py build/sdkt [--of tasks|classes|reference|model ...] [--sizes N] [--threads 2] [--folder /dev/shm]

Each row is a run of Select and Distill in its own process: seconds of the checks, the steps and the evaluations, and peak
memory. `growth` is the factor by which a column grew per factor of ten in the size (1.0: not at all; 10: in
proportion). Only the printed table remains.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import synthetic

BATCH = 8
COLUMNS = ("checked, s", "a step, ms", "evaluations, s", "whole, s", "peak, MB")


def run(program, words, steps, threads):
    """Runs one process. Returns its seconds, by its events, and its peak memory."""
    command = [program, "run", *map(str, words), "--steps", str(steps), "--batch-size", str(BATCH), "--lr", "1e-5",
               "--reference-batch-size", str(BATCH), "--checkpoint-seconds", "0", "--threads", str(threads), "--json", "--quiet"]
    begin = last = time.monotonic()
    spent = {"checked": 0.0, "steps": 0.0, "evaluations": 0.0}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        now = time.monotonic()
        event = json.loads(line)
        kind = event["event"]
        if kind == "error":
            sys.exit(f"measure.py: {event['message']}")
        if kind == "run_started":
            spent["checked"] += now - last
        elif kind == "task_evaluated":
            spent["evaluations"] += now - last
        elif kind == "step":
            spent["steps"] += event["seconds"]
        last = now
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"measure.py: {' '.join(command)} ended with status {status}")
    return spent, time.monotonic() - begin, usage.ru_maxrss / 1024


def row(options, words, steps, num_tasks):
    spent, whole, peak = run(options.program, words, steps, options.threads)
    return (spent["checked"], 1e3 * spent["steps"] / (steps * num_tasks), spent["evaluations"], whole, peak)


def table(what, sizes, measured):
    print(f"\n| {what} | " + " | ".join(COLUMNS) + " |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    for size, row_of_size in zip(sizes, measured):
        print(f"| {size:,} | " + " | ".join(f"{number:,.2f}" if number < 100 else f"{number:,.0f}" for number in row_of_size) + " |")
    decades = math.log10(sizes[-1] / sizes[0])
    growth = [(last / first) ** (1 / decades) if first > 0 and last > 0 else 1 for first, last in zip(measured[0], measured[-1])]
    print("| growth | " + " | ".join(f"{factor:.2f}" for factor in growth) + " |", flush=True)


def of_tasks(options, folder):
    sizes, measured = [2, 4, 8, 16, 32][: options.sizes], []
    files = synthetic.tasks(folder, sizes[-1])
    for size in sizes:
        words = ["--tasks", *files[:size], "--reference", synthetic.MINI / "tasks" / "reference.json", "--out", folder / f"out{size}"]
        measured.append(row(options, words, 10, size))
    table("tasks of 32 test images", sizes, measured)


def of_classes(options, folder):
    sizes, measured = [10, 100, 1_000, 10_000][: options.sizes], []
    for size in sizes:
        inside = folder / str(size)
        inside.mkdir()
        words = ["--tasks", *synthetic.tasks(inside, 2, size), "--reference", synthetic.MINI / "tasks" / "reference.json", "--out",
                 inside / "out"]
        measured.append(row(options, words, 20, 2))
    table("classes per task, two tasks", sizes, measured)


def of_reference(options, folder):
    sizes, measured = [1_000, 10_000, 100_000, 1_000_000][: options.sizes], []
    files = synthetic.tasks(folder, 2)
    for size in sizes:
        inside = folder / str(size)
        inside.mkdir()
        words = ["--tasks", *files, "--reference", synthetic.reference(inside, size), "--out", inside / "out"]
        measured.append(row(options, words, 20, 2))
    table("reference images", sizes, measured)


def of_model(options, folder):
    sizes, measured = [], []
    files = synthetic.tasks(folder, 2, train=16, test=8)
    models = (("embedded", (160, 5, 8, 32)), ("small", (384, 12, 16, 224)), ("base", (768, 12, 16, 224)))
    for name, numbers in models[: options.sizes]:
        model = synthetic.model(folder / name, *numbers)
        words = ["--model", model, "--tasks", *files, "--reference", synthetic.MINI / "tasks" / "reference.json", "--reference-size", "64",
                 "--out", folder / ("out_" + name)]
        measured.append(row(options, words, 3, 2))
        sizes.append((model / "model.safetensors").stat().st_size // 2)
    table("weights, both towers", sizes, measured)


def main():
    parts = {"tasks": of_tasks, "classes": of_classes, "reference": of_reference, "model": of_model}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--of", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--sizes", type=int, help="number of sizes to measure, from the smallest; at least 2")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=pathlib.Path, help="folder for the generated files; by default /dev/shm if it is writable")
    options = parser.parse_args()
    if options.folder is None and os.access("/dev/shm", os.W_OK):
        options.folder = pathlib.Path("/dev/shm")
    print(f"Select and Distill, {BATCH} + {BATCH} images per step, {options.threads} threads")
    for name in options.of:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            parts[name](options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
