# SPDX-License-Identifier: MIT
"""How far the metrics of the embedded benchmark differ between seeds on a CPU, and whether a run lies within that.

    mini_spread.py --make SDKT [--threads 2]     runs it with five seeds and writes mini_spread.json beside this file
    mini_spread.py --check METRICS.json          of a run of the same method on another device

On another device sums are taken in another order, and training amplifies that, but by less than another order of images.
So a metric of a run with the first of these seeds, which is the program's own, may differ from the CPU's by as much as the
five differ from each other (the largest less the smallest), or by 0.5 where they hardly do.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

STORED = pathlib.Path(__file__).with_suffix(".json")
SEEDS = (1102, 1, 2, 3, 4)
LEAST = 0.5


def numbers(metrics):
    """Names such as own.average_accuracy, and their values."""
    return {f"{labels}.{name}": value for labels, group in metrics.items() for name, value in group.items()
            if isinstance(value, (int, float))}  # fmt: skip


def make(program, threads):
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch) / "runs"
        subprocess.run([program, "run", "--tasks", "mini", "--method", "snd", "--device", "cpu", "--threads", str(threads),
                        "--seed", ",".join(map(str, SEEDS)), "--quiet", "--out", str(out)], check=True)  # fmt: skip
        runs = [numbers(json.loads((out / f"seed_{seed}" / "metrics.json").read_text())) for seed in SEEDS]
    metrics = {name: [run[name] for run in runs] for name in runs[0]}
    STORED.write_text(json.dumps({"seeds": SEEDS, "metrics": metrics}, indent=1) + "\n")
    print(f"{STORED.name}: {len(metrics)} metrics of {len(SEEDS)} seeds")
    return 0


def check(path):
    if not STORED.exists():
        print(f"skipped: there is no {STORED.name}; --make makes it")
        return 77
    stored = json.loads(STORED.read_text())["metrics"]
    found = numbers(json.loads(pathlib.Path(path).read_text()))
    outside, furthest = [], (0.0, "")
    for name, values in stored.items():
        own, width = values[0], max(max(values) - min(values), LEAST)
        distance = abs(found[name] - own) / width if name in found else float("inf")
        furthest = max(furthest, (distance, name))
        if not distance <= 1:
            outside.append(f"{name} is {found.get(name)}, and {own:.2f} on the CPU, where seeds differ by {width:.2f}")
    print("\n".join(outside))
    print(f"{len(stored)} metrics, {len(outside)} outside; the furthest is {furthest[1]}, {100 * furthest[0]:.0f} % of the allowed difference")
    return 1 if outside else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--make", metavar="SDKT")
    what.add_argument("--check", metavar="METRICS.json")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    return make(given.make, given.threads) if given.make else check(given.check)


if __name__ == "__main__":
    sys.exit(main())
