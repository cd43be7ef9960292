#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The kernels compile for every architecture without a warning, and none of them spills registers to memory.

    check_kernels.py --nvcc NVCC --include DIR

Prints the registers of every kernel. Exit status 77 where there is no nvcc."""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ARCHITECTURES = ("80", "90", "100")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nvcc", required=True)
    parser.add_argument("--include", type=pathlib.Path, required=True)
    given = parser.parse_args()
    nvcc = shutil.which(given.nvcc)
    if nvcc is None:
        print("skipped: there is no nvcc")
        return 77
    targets = [word for each in ARCHITECTURES for word in ("-gencode", f"arch=compute_{each},code=sm_{each}")]
    targets += ["-gencode", f"arch=compute_{ARCHITECTURES[-1]},code=compute_{ARCHITECTURES[-1]}"]
    with tempfile.TemporaryDirectory() as scratch:
        command = [nvcc, "-std=c++17", f"-I{given.include}", "--resource-usage", "-Xcompiler", "-Wall,-Wextra,-Wshadow",
                   *targets, "-c", str(given.include.parent / "src" / "cuda" / "launch.cu"), "-o", f"{scratch}/launch.o"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if done.returncode != 0 or re.search(r"warning|error", said):
        print(said)
        return 1
    failed = 0
    kernels = re.findall(r"Compiling entry function '(\w+)' for '(sm_\d+)'(.*?)(?=Compiling entry|\Z)", said, re.DOTALL)
    for name, architecture, facts in kernels:
        registers = int(re.search(r"Used (\d+) registers", facts)[1])
        spilled = [int(count) for count in re.findall(r"(\d+) bytes spill", facts)]
        print(f"{architecture} {registers:4} registers  {name}")
        if not spilled or any(spilled):
            print(f"  spills: {facts}")
            failed += 1
    seen = {architecture for _, architecture, _ in kernels}
    if seen != {f"sm_{each}" for each in ARCHITECTURES}:
        print(f"compiled for {sorted(seen)} only")
        failed += 1
    print(f"{len(kernels)} kernels, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
