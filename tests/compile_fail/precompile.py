# SPDX-License-Identifier: MIT
"""Reads parts.hpp once for all cases: what a compiler makes of it takes a case from five seconds to one.

    precompile.py --compiler C ... --include DIR [--flags FILE] FOLDER

FOLDER gets a folder for every compiler. A case is judged the same without it, only later.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))
from check_headers import compiler_flags  # noqa: E402

HEADER = "parts.hpp"


def is_clang(compiler):
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=False)
    return "clang" in version.stdout


def place_of(compiler, folder):
    """Where the precompiled header of a compiler is. GCC takes HEADER.gch in the place of a HEADER beside it."""
    return folder / pathlib.Path(compiler).name / (HEADER + (".pch" if is_clang(compiler) else ".gch"))


def flags_of_parts(compiler, folder):
    """What makes a compiler start from the precompiled header; nothing where there is none."""
    if folder is None or not place_of(compiler, folder).exists():
        return []
    place = place_of(compiler, folder)
    return ["-include-pch", str(place)] if place.suffix == ".pch" else ["-include", str(place.with_suffix(""))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", action="append", required=True)
    parser.add_argument("--include", required=True, type=pathlib.Path)
    parser.add_argument("--flags")
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    flags = compiler_flags(arguments.flags, arguments.include.resolve())
    for compiler in arguments.compiler:
        if not compiler or not shutil.which(compiler):
            continue
        place = place_of(compiler, arguments.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        header = place.with_suffix("")
        header.write_text(f'#pragma once\n#include "{HERE / HEADER}"\n')
        command = [compiler, "-std=c++20", *flags, "-w", "-x", "c++-header", str(header), "-o", str(place)]
        if subprocess.run(command, check=False).returncode != 0:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
