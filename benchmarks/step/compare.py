# SPDX-License-Identifier: MIT
"""A training step of sdkt beside the PyTorch implementations of tests/reference/trace/time_step.py, interleaved.

    compare.py build/sdkt [--rounds 5] [--threads 2] [--steps 60]

Mini benchmark, 32 task and 64 reference pictures, eval view. Needs a Python with torch, torchvision, transformers and
Pillow. Every round runs each program once; printed are the medians over rounds of each round's median step, on the
first task (one teacher) and on the second (two), and the ratios. sdkt's step includes reading, decoding and resizing its
pictures; the PyTorch steps get theirs ready in memory.
"""

import argparse
import csv
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MINI = ROOT / "examples" / "mini" / "tasks"
TIME_STEP = ROOT / "tests" / "reference" / "trace" / "time_step.py"
WARM = 5  # steps not counted


def sdkt_step(program, threads, steps, precision):
    """Median seconds of a step, by task."""
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch) / "out"
        command = [program, "run", "--tasks", str(MINI / "clipart.json"), str(MINI / "digits.json"), "--reference",
                   str(MINI / "reference.json"), "--steps", str(steps), "--lr", "3e-4", "--view", "eval", "--threads",
                   str(threads), "--precision", precision, "--quiet", "--out", str(out)]
        subprocess.run(command, check=True)
        with open(out / "steps.csv", newline="") as table:
            rows = list(csv.DictReader(table))
    return [statistics.median(float(row["seconds"]) for row in rows if row["task"] == task and int(row["step"]) >= WARM)
            for task in ("0", "1")]


def pytorch_steps(threads, steps):
    """Median seconds of a step, by variant and task."""
    command = [sys.executable, str(TIME_STEP), "--threads", str(threads), "--steps", str(steps), "--variant", "plain",
               "good"]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {name: [result[name][task]["median_seconds"] for task in ("task_0", "task_1")] for name in ("plain", "good")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=60)
    options = parser.parse_args()
    program = shutil.which(options.program) or options.program
    seconds = {}
    for _ in range(options.rounds):
        for precision in ("fp32", "bf16"):
            seconds.setdefault(f"sdkt {precision}", []).append(
                sdkt_step(program, options.threads, options.steps, precision))
        for name, tasks in pytorch_steps(options.threads, options.steps).items():
            seconds.setdefault(f"PyTorch {name}", []).append(tasks)
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in seconds.items()}
    print(f"{options.rounds} rounds, {options.threads} threads; milliseconds a step, and how many times sdkt fp32 fits in")
    for name, (first, second) in medians.items():
        base = medians["sdkt fp32"]
        print(f"{name:15} task 0 {1000 * first:8.1f} ({first / base[0]:5.2f}x)   "
              f"task 1 {1000 * second:8.1f} ({second / base[1]:5.2f}x)")


if __name__ == "__main__":
    main()
