# SPDX-License-Identifier: MIT
"""The memory that a run needs, compared with the formula of docs/speed.md.

    memory.py build/sdkt [--rows N] [--threads 2] [--folder /dev/shm]

Each row is a run of Select and Distill in fp32 in its own process. `resident` is the peak of its resident memory,
including the code that it read; `allocated` is the peak of its allocations, counted by a library that is loaded before
the C library (needs cc and glibc). The ratio is that of resident to the formula.
"""

import argparse
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import synthetic

#        name      width, layers, patch, side  images of task and reference, at once (0: all); tasks
ROWS = [("small", (384, 12, 16, 224),          2, 2, 0, 1),
        ("small", (384, 12, 16, 224),          8, 8, 0, 1),
        ("small", (384, 12, 16, 224),          8, 8, 0, 2),
        ("small", (384, 12, 16, 224),          8, 8, 4, 2),
        ("small", (384, 12, 16, 224),          16, 32, 0, 1),
        ("base",  (768, 12, 16, 224),          4, 4, 0, 1)]  # fmt: skip
REFERENCE = 32  # images
PROCESS = 160e6  # of LibTorch and the program itself, two thirds of it code


def formula(width, layers, patch, side, images, weights, trained, tasks):
    """Bytes of LibTorch and the program; two copies of all weights; gradient, two moments, start and checkpoint of the
    trained weights; activations for backward, 16 floats per channel in each block; and the kept images: views of 2 test
    images per task and of the reference, whose own images are small. A checkpoint within a task also copies moments and
    start; these runs are too short for one."""
    positions = (side // patch) ** 2 + 1
    kept = (2 * tasks + REFERENCE) * 3 * side**2
    return PROCESS + 4 * (2 * weights + (4 + (tasks > 1)) * trained + 16 * images * positions * width * layers) + kept


def counter(folder):
    library = folder / "counted_allocations.so"
    source = pathlib.Path(__file__).with_name("counted_allocations.c")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", str(source), "-o", str(library)], check=True)
    return library


def run(options, words, preload=None):
    """Bytes: the count of the preloaded library, and the peak of resident memory."""
    with tempfile.TemporaryFile() as said:
        command = [options.program, "run", *map(str, words), "--threads", str(options.threads), "--quiet"]
        process = subprocess.Popen(command, stderr=said, env={**os.environ, **({"LD_PRELOAD": str(preload)} if preload else {})})
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        text = said.read().decode()
    if status:
        sys.exit(f"memory.py: {' '.join(command)} ended with status {status}: {text}")
    found = re.search(r"counted_allocations (\d+)", text)
    return int(found.group(1)) if found else 0, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, help="number of rows to measure, from the first; default: all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=pathlib.Path, help="folder for the generated files")
    options = parser.parse_args()
    print("| model | images per step | at once | tasks | allocated, MB | formula, MB | resident, MB | ratio |")
    print("|---" * 8 + "|")
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = pathlib.Path(name)
        library = counter(folder)
        files = synthetic.tasks(folder, 2, train=128, test=2)
        for model, numbers, batch, reference, at_once, tasks in ROWS[: options.rows]:
            path = folder / model
            if not path.exists():
                synthetic.model(path, *numbers)
            header = json.loads((path / "config.json").read_text())
            weights = (path / "model.safetensors").stat().st_size // 2
            trained = sum(math.prod(shape) for _, shape in synthetic.vision_shapes(*numbers, header["projection_dim"]))
            words = ["--model", path, "--tasks", *files[:tasks], "--reference", synthetic.MINI / "tasks" / "reference.json",
                     "--reference-size", REFERENCE, "--steps", 2, "--batch-size", batch, "--reference-batch-size", reference,
                     "--micro-batch-size", at_once, "--lr", "1e-6", "--out", folder / "out"]
            measured = []
            for preload in (library, None):
                measured.append(run(options, words, preload))
                shutil.rmtree(folder / "out")
            expected = formula(*numbers, at_once or batch + reference, weights, trained, tasks)
            allocated, resident = measured[0][0], measured[1][1]
            print(f"| {model} | {batch} + {reference} | {at_once or 'all'} | {tasks} | {allocated / 1e6:,.0f} | {expected / 1e6:,.0f} | "
                  f"{resident / 1e6:,.0f} | {resident / expected:.2f} |", flush=True)


if __name__ == "__main__":
    main()
