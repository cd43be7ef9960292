# SPDX-License-Identifier: MIT
"""Calling sdkt in tests: one scratch folder, one line a failure."""

import csv
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
MINI = pathlib.Path(sys.argv[2]).resolve()
failures = []
checked = 0


def sdkt(*words, environment=None, memory=None):
    """Exit status, what was said and what was printed. `memory` is the most that the process may have, in bytes."""
    limit = None if memory is None else lambda: resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    done = subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, check=False,
                          env={**os.environ, **(environment or {})}, preexec_fn=limit)  # fmt: skip
    return done.returncode, done.stderr, done.stdout


def check(holds, what):
    global checked
    checked += 1
    if not holds:
        failures.append(what)
        print("FAILED", what)


def refuses(words, *parts):
    """The program refuses in one line that holds all parts, and prints nothing."""
    status, said, printed = sdkt(*words)
    check(status == 2 and said.count("\n") == 1 and printed == "", f"{words}: {status}, {said!r}, {printed!r}")
    for part in parts:
        check(part in said, f"{words}: {part!r} is not in {said!r}")


def table(path):
    """The rows of a CSV file."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def rewritten(file, name, change):
    """A copy of an annotation file beside it, changed and renamed."""
    content = json.loads(file.read_text())
    content["name"] = name
    change(content)
    path = file.parent / f"{name}.json"
    path.write_text(json.dumps(content))
    return path


def scratch():
    return tempfile.TemporaryDirectory()


def finish():
    print(f"{checked} checks, {len(failures)} failed")
    sys.exit(1 if failures else 0)
