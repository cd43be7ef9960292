#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a run costs on 1, 2 and 4 processes: the time of a step, the processor time of all processes for it, the peak of
resident memory, and the bytes that a process sends in a step, beside what `sdkt check` and docs/distributed.md say.

    cost.py SDKT [--models mini,vit-b-16] [--processes 1,2,4] [--steps N] [--threads N]

`mini` is the embedded model with 32 + 64 images per step, `vit-b-16` the image tower of ViT-B/16 with random weights
and 4 + 4 images. Bytes are counted at the sockets by a library that is loaded before the C library (needs cc and
glibc). Bytes and processor time of a step are the difference of two runs of different length. Times say little if there
are fewer cores than processes times threads.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks" / "scale"))
import synthetic  # noqa: E402

MINI = ROOT / "examples" / "mini"
MODELS = {"mini": (32, 64, 41), "vit-b-16": (4, 4, 3)}  # images of task and reference, steps of the longer run
SHORT = 1  # steps of the shorter run


def read_words():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sdkt", type=pathlib.Path)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--processes", default="1,2,4")
    parser.add_argument("--steps", type=int, help="of the longer run")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def counter(folder):
    library = folder / "counted_sends.so"
    source = pathlib.Path(__file__).with_name("counted_sends.c")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", str(source), "-o", str(library), "-ldl"], check=True)
    return library


def sizes(model):
    """Weights of the image tower, and the width of a feature."""
    with open(model / "model.safetensors", "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    trained = sum(math.prod(entry["shape"]) for name, entry in header.items() if name.startswith(("vision_", "visual_")))
    return trained, json.loads((model / "config.json").read_text())["projection_dim"]


def formula(trained, width, batch, reference, processes):
    """Bytes that a process sends in a step: gradient and weights by halves, which is what a ring would send too, the
    features of the student and as many of one teacher, and the flags."""
    share = 1 - 1 / processes
    return 2 * 4 * trained * share + 2 * 4 * width * (batch + reference) * share + 8 * (processes - 1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class measured_run:
    """A run whose processes are started as by a launcher: of each the peak in bytes and the bytes that it sent, and the
    processor time of all."""

    def __init__(self, words, processes, folder, library):
        port = free_port()
        started = []
        for rank in range(processes):
            place = {"RANK": rank, "WORLD_SIZE": processes, "LOCAL_RANK": rank, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
            own = {**(place if processes > 1 else {}), "LD_PRELOAD": library, "COUNTED_SENDS": folder / f"sent_{rank}"}
            environment = {**os.environ, **{name: str(value) for name, value in own.items()}}
            started.append(subprocess.Popen(words, env=environment))
        self.peaks, self.seconds = [], 0.0
        for process in started:
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                sys.exit(f"cost.py: {' '.join(words)} ended with status {status}")
            self.peaks.append(usage.ru_maxrss * 1024)
            self.seconds += usage.ru_utime + usage.ru_stime
        self.sent = [int((folder / f"sent_{rank}").read_text()) for rank in range(processes)]


def seconds_of_steps(out):
    with open(out / "steps.csv", newline="") as file:
        return [float(row["seconds"]) for row in csv.DictReader(file)]


def checked(words, processes):
    """What `sdkt check` says about the memory: of the first process, and of each other one."""
    command = [words[0], "check", *words[2:], "--processes", str(processes), "--untimed", "--json"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"about (\d+) MB at peak(?: in the first of \d+ processes and (\d+) MB in each other)?", said)
    return [int(number) for number in found.groups() if number] if found else []


def rows(options, name, folder, library):
    batch, reference, steps = MODELS[name]
    steps = options.steps or steps
    tasks = synthetic.tasks(folder, 1, train=128, test=2)
    model = MINI / "model" if name == "mini" else synthetic.model(folder / name, 768, 12, 16, 224)
    most = max(map(int, options.processes.split(",")))
    words = [options.sdkt, "run", "--model", model, "--tasks", *tasks, "--reference", MINI / "tasks" / "reference.json"]
    words += ["--distance-images", 0, "--batch-size", batch, "--reference-batch-size", reference, "--lr", "1e-6"]
    words += ["--threads", options.threads, "--max-processes", most, "--quiet", "--out", folder / "out"]
    words = [str(word) for word in words]
    for processes in map(int, options.processes.split(",")):
        runs = []
        for length in (SHORT, steps):
            shutil.rmtree(folder / "out", ignore_errors=True)
            runs.append(measured_run([*words, "--steps", str(length)], processes, folder, library))
        seconds = statistics.median(seconds_of_steps(folder / "out")[1:])
        sent = [(long - short) / (steps - SHORT) for short, long in zip(runs[0].sent, runs[1].sent, strict=True)]
        computed = (runs[1].seconds - runs[0].seconds) / (steps - SHORT)
        expected = formula(*sizes(model), batch, reference, processes)
        shutil.rmtree(folder / "out")
        said = checked([*words, "--steps", str(steps)], processes)
        peaks = [runs[1].peaks[0], *sorted(runs[1].peaks[1:])[-1:]]
        print(
            f"| {name} | {processes} | {seconds:.3f} | {computed:.3f} | {' / '.join(f'{peak / 1e6:,.0f}' for peak in peaks)} | "
            f"{' / '.join(f'{number:,}' for number in said)} | {max(sent) / 1e6:,.3f} | {expected / 1e6:,.3f} |",
            flush=True,
        )


def main():
    options = read_words()
    print("| model | processes | step, s | processor time of all, s | peak of the first / of another, MB | `sdkt check`, MB | sent per step, MB | formula, MB |")
    print("|---" * 8 + "|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        library = counter(folder)
        for model in options.models.split(","):
            rows(options, model, folder, library)


if __name__ == "__main__":
    main()
