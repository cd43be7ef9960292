#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shares runs among 1, 2 and 4 processes and compares what they leave, byte for byte; then kills processes at random
moments, continues on another number of processes, and compares again.

    run.py SDKT [--methods NAMES] [--precisions fp32,bf16] [--steps N] [--kills N] [--seed N]

Prints a line per method and precision, a line per kill, and "N of N". Exits with 1 if any byte differs, except in the
times of steps, the command and the times in config.json and report.html.
"""

import argparse
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "program"))
from interrupting import contents, differences, small_tasks  # noqa: E402

MOST = 4
METHODS = "snd,snd-released,zscl,icarl,ewc,gift,magmax,lwf-vr"


def read_words():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sdkt", type=pathlib.Path)
    parser.add_argument("--methods", default=METHODS)
    parser.add_argument("--precisions", default="fp32,bf16")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20240917)
    return parser.parse_args()


def command(words, folder, method, precision, processes, out):
    tasks = folder / "tasks"
    run = [words.sdkt, "run", "--tasks", tasks / "digits.json", tasks / "shapes.json", "--method", method]
    run += ["--reference", tasks / ("captions.json" if method == "gift" else "reference.json")]
    if method.startswith("zscl"):
        run += ["--reference-texts", tasks / "texts.txt"]
    # 23 images in micro-batches of 4 for 4 strands: uneven shares.
    run += ["--steps", words.steps, "--lr", "3e-4", "--batch-size", 10, "--reference-batch-size", 13]
    run += ["--micro-batch-size", 4, "--max-gradient-norm", 1, "--threads", 1, "--quiet", "--save-predictions"]
    run += ["--precision", precision, "--max-processes", MOST, "--processes", processes, "--out", out]
    return [str(word) for word in run]


def compared(out):
    """What two runs must agree in: everything but times and the command."""
    found = contents(out)
    found["config.json"] = re.sub(rb'"command": .*', b"", found["config.json"])
    found["report.html"] = [line for line in found["report.html"] if "sdkt run" not in line]
    return {name: content for name, content in found.items() if not name.startswith("log/")}


def methods(words, folder):
    """Returns how many of how many compositions have the same bytes on 1, 2 and 4 processes."""
    same = total = 0
    for method in words.methods.split(","):
        for precision in words.precisions.split(","):
            left = {}
            for processes in (1, 2, MOST):
                out = folder / f"{method}_{precision}_{processes}"
                subprocess.run(command(words, folder, method, precision, processes, out), check=True)
                left[processes] = compared(out)
            different = sorted({name for n in (2, MOST) for name in differences(left[1], left[n])})
            total += 1
            same += different == []
            print(f"{method:13} {precision}  {'same bytes' if not different else 'differ: ' + ', '.join(different)}")
            sys.stdout.flush()
    return same, total


def children_of(process):
    listed = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        return [int(number) for number in listed.read_text().split()]
    except FileNotFoundError:
        return []


def kill_one(run, draw, seconds):
    """Starts a run, and kills one of its processes after a random time. Returns whether the run ended by that."""
    with subprocess.Popen(run, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(timeout=draw.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            children = children_of(process)
            if children:
                os.kill(draw.choice(children), signal.SIGKILL)
        return process.wait() != 0


def kills(words, folder):
    """Returns how many of how many killed runs end with the bytes of an undisturbed one."""
    draw = random.Random(words.seed)
    method, precision = words.methods.split(",")[0], "fp32"
    undisturbed = folder / "undisturbed"
    begun = time.monotonic()
    subprocess.run(command(words, folder, method, precision, 2, undisturbed), check=True)
    seconds = time.monotonic() - begun
    expected = compared(undisturbed)
    same = 0
    for number in range(words.kills):
        out = folder / f"killed_{number}"
        extra = ["--checkpoint-seconds", "0", "--resume"]
        path = []
        for _ in range(20):
            processes = draw.choice((2, MOST))
            path.append(processes)
            if kill_one(command(words, folder, method, precision, processes, out) + extra, draw, seconds):
                break
        last = draw.choice((1, 2, MOST))
        subprocess.run(command(words, folder, method, precision, last, out) + extra, check=True)
        different = differences(expected, compared(out))
        same += different == []
        print(f"kill {number + 1}: on {path[-1]}, continued on {last}: {'same bytes' if not different else different}")
        sys.stdout.flush()
    return same, words.kills


def main():
    words = read_words()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        small_tasks(ROOT / "examples" / "mini", folder / "tasks", ["digits", "shapes"])
        results = [methods(words, folder)]
        if words.kills > 0:
            results.append(kills(words, folder))
    for same, total in results:
        print(f"{same} of {total}")
    return 0 if all(same == total for same, total in results) else 1


if __name__ == "__main__":
    sys.exit(main())
