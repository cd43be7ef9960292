# SPDX-License-Identifier: MIT
"""What a step of each method costs on the embedded benchmark: trained numbers, seconds, peak memory.

    cost.py SDKT METHOD [METHOD ...] [--steps 20] [--rounds 3] [--threads 1]

Every method runs alone in a process, on two tasks, and all of them in turns. Seconds are the median of the second task's
steps, of which methods may ask more than of the first; then the median over the rounds. The peak is that of the process,
with 160 MB of program and LibTorch, and without cached images. Prints CSV, which table.py puts into its table.
"""

import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile


def run(options, method, folder):
    """Trained numbers, seconds of a step and megabytes at peak."""
    words = ["run", "--tasks", "mini", "--order", "digits,clipart", "--method", method, "--steps", options.steps, "--threads", options.threads,
             "--image-memory", 0, "--distance-images", 0, "--checkpoint-seconds", 0, "--quiet", "--out", folder]  # fmt: skip
    process = subprocess.Popen([options.program, *map(str, words)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"cost.py: {method} ended with status {status}")
    with open(folder / "steps.csv", newline="") as file:
        seconds = [float(row["seconds"]) for row in csv.DictReader(file) if row["task"] == "1"]
    trained = json.loads((folder / "config.json").read_text()).get("trained_weights", 0)
    return trained, statistics.median(seconds) if seconds else 0.0, usage.ru_maxrss / 1024 * 1.048576


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("methods", nargs="+")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.program = options.program.resolve()
    measured = {method: [] for method in options.methods}
    for _ in range(options.rounds):
        for method in options.methods:
            with tempfile.TemporaryDirectory() as name:
                measured[method].append(run(options, method, pathlib.Path(name) / "out"))
    print("method,trained_weights,step_milliseconds,peak_megabytes")
    for method, rows in measured.items():
        seconds, peak = (statistics.median(row[column] for row in rows) for column in (1, 2))
        print(f"{method},{rows[0][0]},{1e3 * seconds:.1f},{peak:.1f}")


if __name__ == "__main__":
    main()
