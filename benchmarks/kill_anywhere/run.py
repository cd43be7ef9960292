#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills runs over three tasks at random moments, resumes each to its end and compares it byte by byte.

Two thirds of the kills are uniform in the time of a run, one third hits a file that is being written: a
checkpoint, a table, or the final model. Prints a line per kill, the places that were hit, and "N of N". See README.md.
"""

import argparse
import collections
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "program"))
from interrupting import contents, differences, position, running, small_tasks, unfinished  # noqa: E402


class watch:
    """Counts the files that are being written, by their temporary names."""

    def __init__(self, out):
        self.out = out
        self.seen = []

    def look(self):
        for name in unfinished(self.out):
            if name not in self.seen:
                self.seen.append(name)
        return self.seen

    def models(self):
        return [name for name in self.look() if name.startswith("model.part-")]


def place_of(out):
    """The place at which a run was killed, according to the files that it left."""
    written = unfinished(out)
    if any(name.startswith("model.part-") for name in written):
        return "writing the final model"
    if any(name.startswith("checkpoint/") for name in written):
        return "writing a checkpoint"
    if written:
        return "writing a table"
    at = position(out)
    if at is None:
        return "before the first checkpoint"
    stage, is_trained, step = at
    if (out / "model").exists():
        return "between model and end"
    if stage == 4:
        return "between last checkpoint and model"
    if stage == 0:
        return "zero-shot evaluation"
    return f"evaluation after task {stage}" if is_trained else f"training of task {stage}"


def kill_somewhere(words, out, log, chance, seconds, num_writes):
    """Starts a run and kills it. Returns how the moment was chosen, or None if the run ended before that moment."""
    seen = watch(out)
    with running(words, log) as run:
        if chance.random() < 2 / 3:
            how = f"after {chance.uniform(0, seconds):.2f} s"
            try:
                run.process.wait(timeout=float(how.split()[1]))
            except subprocess.TimeoutExpired:
                pass
        elif chance.random() < 1 / 3:
            delay = chance.uniform(0, 0.05)
            how = f"{1000 * delay:.0f} ms into the model"
            run.wait_for(lambda: bool(seen.models()), pause=0.0005)
            time.sleep(delay)
        else:
            number, delay = chance.randrange(num_writes), chance.uniform(0, 0.02)
            how = f"{1000 * delay:.0f} ms into write {number + 1}"
            run.wait_for(lambda: len(seen.look()) > number, pause=0.0005)
            time.sleep(delay)
        run.send(signal.SIGKILL)
        status = run.end()
        if status not in (0, -signal.SIGKILL):
            sys.exit(f"kill_anywhere: a run to be killed ended with {status}: {run.said()}")
        return how if status != 0 else None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", nargs="?", type=pathlib.Path, default=ROOT / "build" / "sdkt")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--method", default="snd")
    parser.add_argument("--steps", default="8", help="steps per task")
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    chance = random.Random(given.seed)

    with tempfile.TemporaryDirectory() as name:
        base = pathlib.Path(name)
        tasks = small_tasks(
            ROOT / "examples" / "mini", base / "data", ["digits", "shapes", "letters"], 128, 60, 60
        )
        words = [
            given.program.resolve(),
            "run",
            "--tasks",
            *tasks,
            "--method",
            given.method,
            "--steps",
            given.steps,
            "--reference",
            base / "data" / "captions.json",
            "--reference-texts",
            base / "data" / "texts.txt",
            "--lr",
            "3e-4",
            "--batch-size",
            "16",
            "--reference-batch-size",
            "32",
            "--threads",
            "1",
            "--checkpoint-seconds",
            "0.1",
            "--save-predictions",
            "--quiet",
            "--out",
        ]
        writes = watch(base / "undisturbed")
        with running([*words, base / "undisturbed"], base / "log") as run:
            while run.process.poll() is None:
                writes.look()
                time.sleep(0.0005)
            if run.end() != 0:
                sys.exit(f"kill_anywhere: {run.said()}")
        expected, seconds = contents(base / "undisturbed"), run.seconds()
        print(f"undisturbed: {seconds:.1f} s, {len(writes.seen)} writes seen", flush=True)

        equal, places, kills = 0, collections.Counter(), 0
        while kills < given.kills:
            out = base / "killed"
            shutil.rmtree(out, ignore_errors=True)
            how = kill_somewhere([*words, out], out, base / "log", chance, seconds, len(writes.seen))
            if how is None:
                continue
            kills += 1
            place = place_of(out)
            places[place] += 1
            with running([*words, out, "--resume"], base / "log") as run:
                status = run.end(600)
            wrong = differences(expected, contents(out)) + unfinished(out)
            is_equal = status == 0 and not wrong
            equal += is_equal
            verdict = "equal" if is_equal else f"DIFFERS: exit status {status}, {wrong}, {run.said()}"
            print(f"{kills:4d}  {how:28s} {place:36s} {verdict}", flush=True)
        print()
        for place, count in sorted(places.items()):
            print(f"{count:4d}  {place}")
        print(f"\n{equal} of {kills}")
        return 0 if equal == kills else 1


if __name__ == "__main__":
    sys.exit(main())
