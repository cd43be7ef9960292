# SPDX-License-Identifier: MIT
"""clang-tidy with the settings of the tree finds nothing. Exit status 77: no clang-tidy.

    check_tidy.py ROOT --flags FILE      FILE: the include and define flags of a build, one per line

It reads src/sdkt.cpp, which includes every header and every definition, so one call sees the whole library.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

NAMES = ("clang-tidy", *(f"clang-tidy-{version}" for version in range(20, 13, -1)))
IMPLICIT = {"/usr/include", "/usr/local/include"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--flags", required=True)
    given = parser.parse_args()
    program = next((name for name in NAMES if shutil.which(name)), None)
    if program is None:
        print("skipped: clang-tidy is not installed")
        return 77
    own = str(given.root / "include")
    flags = ["-std=c++20", "-I" + own, "-DSDKT_COMPILED", "-DSDKT_PART=0"]
    for line in pathlib.Path(given.flags).read_text(encoding="utf-8").splitlines():
        if line.startswith("-I") and line[2:] not in {"", own, *IMPLICIT}:
            flags += ["-isystem", line[2:]]
        elif line.startswith("-D") and len(line) > 2:
            flags.append(line)
    run = subprocess.run([program, "--quiet", "src/sdkt.cpp", "--", *flags], cwd=given.root, capture_output=True, text=True,
                         check=False)
    found = sorted(set(re.findall(r"^.*(?:error|warning): .*\[.*\]$", run.stdout, re.MULTILINE)))
    print("\n".join(found))
    print(f"{program}: {len(found)} findings")
    if run.returncode != 0 and not found:
        print(run.stdout[-2000:], run.stderr[-2000:])
    return 1 if run.returncode != 0 or found else 0


if __name__ == "__main__":
    sys.exit(main())
