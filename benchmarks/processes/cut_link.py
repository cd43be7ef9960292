#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cuts the link between two hosts in the middle of a run. The hosts are two network namespaces of this one, joined by a
pair of virtual interfaces, with one process each.

    cut_link.py SDKT

Needs root and `ip`, without which it ends with status 77. Waits for the ten minutes after which a silent process counts
as lost. Then continues the run in one process, and compares it with an undisturbed run. Prints what each process said
and when; ends with 1 if a process did not end in time, gave no reason, or a byte differs.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "program"))
from interrupting import differences, position, running, small_tasks  # noqa: E402

sys.path.insert(0, str(ROOT / "benchmarks" / "processes"))
from run import compared  # noqa: E402

SKIPPED = 77
TO_ANSWER, SLACK = 600, 60  # seconds
ADDRESSES = ("10.217.3.1", "10.217.3.2")


def ip(*words):
    subprocess.run(["ip", *map(str, words)], check=True)


class two_hosts:
    """Two namespaces and the link between them; removed at the end."""

    def __init__(self):
        self.names = [f"sdkt{os.getpid()}{side}" for side in "ab"]
        self.ends = [f"v{os.getpid()}{side}" for side in "ab"]

    def __enter__(self):
        for name in self.names:
            ip("netns", "add", name)
        ip("link", "add", self.ends[0], "netns", self.names[0], "type", "veth", "peer", "name", self.ends[1], "netns", self.names[1])
        for name, end, address in zip(self.names, self.ends, ADDRESSES, strict=True):
            ip("-n", name, "address", "add", f"{address}/24", "dev", end)
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", end, "up")
        return self

    def cut(self):
        ip("-n", self.names[1], "link", "set", self.ends[1], "down")

    def __exit__(self, *_):
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", name], check=False)


def start(hosts, rank, words, log):
    place = {"RANK": rank, "WORLD_SIZE": 2, "LOCAL_RANK": 0, "LOCAL_WORLD_SIZE": 1, "MASTER_ADDR": ADDRESSES[0], "MASTER_PORT": 29500}
    variables = {name: str(value) for name, value in place.items()}
    return running(["ip", "netns", "exec", hosts.names[rank], *words], log, variables)


def cut_in_the_middle(words, folder):
    """Returns whether both processes ended in time and said what happened."""
    with two_hosts() as hosts, start(hosts, 0, words, folder / "log_0") as first, start(hosts, 1, words, folder / "log_1") as second:
        both = (first, second)
        if not first.wait_for(lambda: (position(folder / "out") or (0, 0, 0))[2] >= 3):
            sys.exit(f"cut_link.py: the run ended early: {first.said()}{second.said()}")
        hosts.cut()
        begun = time.monotonic()
        seconds = [None, None]
        while None in seconds and time.monotonic() - begun < TO_ANSWER + SLACK:
            for rank, process in enumerate(both):
                if seconds[rank] is None and process.process.poll() is not None:
                    seconds[rank] = time.monotonic() - begun
            time.sleep(0.1)
        holds = None not in seconds
        for rank, process in enumerate(both):
            said = process.said().strip()
            status = process.process.poll()
            when = "still there" if seconds[rank] is None else f"after {seconds[rank]:.0f} s with status {status}"
            print(f"process {rank}: {when}: {said}", flush=True)
            expected = rf"process {rank} of 2: .*ended, cannot be reached or does not answer \(.*\); .*continue with resume"
            holds = holds and status == 2 and re.search(expected, said) is not None
    return holds


def main():
    if os.geteuid() != 0 or shutil.which("ip") is None:
        print("skipped: namespaces of the network need root and the program ip")
        return SKIPPED
    sdkt = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tasks = small_tasks(ROOT / "examples" / "mini", folder / "tasks", ["digits", "shapes"])
        words = [sdkt, "run", "--tasks", *tasks, "--reference", folder / "tasks" / "reference.json", "--steps", 400]
        words += ["--lr", "3e-4", "--batch-size", 10, "--reference-batch-size", 13, "--threads", 1, "--max-processes", 2]
        words = [str(word) for word in [*words, "--quiet", "--checkpoint-seconds", 0]]
        holds = cut_in_the_middle([*words, "--out", str(folder / "out")], folder)
        print(f"the checkpoint is of stage, is trained, step {position(folder / 'out')}")
        for more in (["--out", str(folder / "out"), "--resume"], ["--out", str(folder / "undisturbed")]):
            subprocess.run([*words, *more], check=True)
        different = differences(compared(folder / "undisturbed"), compared(folder / "out"))
        print("continued on one process: " + (f"differ: {', '.join(different)}" if different else "same bytes"))
    return 0 if holds and not different else 1


if __name__ == "__main__":
    sys.exit(main())
