# SPDX-License-Identifier: MIT
"""clang-format 18 changes nothing in the C++ files of a tree. Exit status 77: clang-format 18 is not installed.

Other versions lay out the same settings differently, so only this one decides. `./quickstart test` installs it into
build/env with pip; any other clang-format 18 on the PATH does as well.
"""

import pathlib
import re
import shutil
import subprocess
import sys

from tree import cpp_files

VERSION = 18
PACKAGE = "build/env/lib/python3*/site-packages/clang_format/data/bin/clang-format"


def formatter():
    packaged = pathlib.Path(__file__).resolve().parents[2].glob(PACKAGE)
    for program in (*map(str, packaged), shutil.which(f"clang-format-{VERSION}"), shutil.which("clang-format")):
        if program:
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
            if re.search(rf"version {VERSION}\.", said):
                return program
    return None


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    program = formatter()
    if program is None:
        print(f"skipped: clang-format {VERSION} is not installed (pip install clang-format=={VERSION}.1.8)")
        return 77
    files = cpp_files(root)
    if not files:
        print("FAILED no C++ files found")
        return 1
    run = subprocess.run([program, "--dry-run", "-Werror", "--style=file", *files], cwd=root, check=False)
    print(f"{len(files)} files: " + ("formatted" if run.returncode == 0 else "run clang-format -i on those above"))
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
