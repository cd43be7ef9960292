# SPDX-License-Identifier: MIT
"""clang-format 14 changes nothing in the C++ files of a tree. Exit status 77: no clang-format 14.

Other versions lay out the same settings differently, so only this one decides.
"""

import pathlib
import re
import shutil
import subprocess
import sys

from tree import cpp_files

VERSION = 14


def formatter():
    for name in (f"clang-format-{VERSION}", "clang-format"):
        program = shutil.which(name)
        if program:
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
            if re.search(rf"version {VERSION}\.", said):
                return program
    return None


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    program = formatter()
    if program is None:
        print(f"skipped: clang-format {VERSION} is not installed (Debian 12: apt-get install clang-format-{VERSION})")
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
