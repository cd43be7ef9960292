# SPDX-License-Identifier: MIT
"""A run over photographs with its decoded images kept, and with every image decoded on every use.

    run.py build/sdkt [--images 256] [--tasks 2] [--passes 4] [--width 500] [--height 375] [--rounds 3] [--threads 1]

Uses JPEG files of pictures.py, the embedded model and Select and Distill, whose steps are small enough for decoding to
matter. Every image of a task is used for training `passes` times; the reference has as many images as a task. Rounds
alternate; the output is medians. Needs numpy and pillow.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from pictures import make_files

WAYS = {"every image decoded every time": ["--image-memory", "0"], "images kept": []}


def make_tasks(folder, a):
    """Tasks that each learn a part of the images and are tested on some of them, and a reference list."""
    files = []
    for number in range(a.tasks):
        images = [[f"{number * a.images + i:05}.jpg", i % 10] for i in range(a.images)]
        file = folder / f"task{number}.json"
        file.write_text(json.dumps({"name": f"task{number}", "class_names": [f"thing {number} {i}" for i in range(10)],
                                    "data": {"train": images, "test": images[:64]}}))
        files.append(file)
    (folder / "images" / "reference.txt").write_text("".join(f"{i:05}.jpg\n" for i in range(a.images)))
    return files


def run(command):
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        said.seek(0)
        text = said.read().decode()
    if status:
        sys.exit(f"run.py: {text}")
    share = re.search(r"images: (\S+) % of", text)
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3, float(share.group(1)) if share else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    sizes = dict(images=256, tasks=2, passes=4, width=500, height=375, rounds=3, threads=1)
    for name, value in sizes.items():
        parser.add_argument("--" + name, type=int, default=value)
    a = parser.parse_args()
    results = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "images").mkdir()
        make_files(folder / "images", a.tasks * a.images, a.width, a.height)
        tasks = make_tasks(folder, a)
        steps = a.passes * a.images // 32
        for number in range(a.rounds):
            for way, words in WAYS.items():
                results[way].append(run([a.program, "run", "--tasks", *tasks, "--reference", folder / "images" / "reference.txt", "--steps", steps, "--threads", a.threads,
                                         "--out", folder / f"out {way} {number}", *words]))  # fmt: skip
                print(f"{way}: {results[way][-1][0]:.1f} s", file=sys.stderr, flush=True)
    print(f"{a.tasks} tasks of {a.images} pictures of {a.width} x {a.height}, {steps} steps each; medians of {a.rounds} rounds\n")
    print("| | from memory | s | s of processor | peak, MB |\n|---|---:|---:|---:|---:|")
    for way, rounds in results.items():
        seconds, processor, memory, share = (statistics.median(values) for values in zip(*rounds, strict=True))
        print(f"| {way} | {share:.1f} % | {seconds:.1f} | {processor:.1f} | {memory:,.0f} |")


if __name__ == "__main__":
    main()
