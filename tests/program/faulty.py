# SPDX-License-Identifier: MIT
"""Faults for tests: a run that meets them, what it must say, and what it must leave."""

import csv
import errno
import json
import os
import pathlib
import shutil
import subprocess

from interrupting import MODEL, contents, differences, files_in, position, unfinished
from program import PROGRAM, check, sdkt


def compiled_faults(folder):
    """The library that makes calls fail; None, with the reason printed, where there can be none."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        print("skipped: faults of the disk (no C compiler)")
        return None
    library = folder / "faults.so"
    source = pathlib.Path(__file__).with_name("faults.c")
    subprocess.run(
        [compiler, "-std=c11", "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True
    )
    tried = subprocess.run(
        [PROGRAM, "--version"],
        env={**os.environ, "LD_PRELOAD": str(library)},
        capture_output=True,
        check=False,
    )
    if tried.returncode != 0:
        print("skipped: faults of the disk (nothing can be preloaded into this program; sanitisers?)")
        return None
    return library


def is_sentence(said):
    """One line: what is wrong where, and after the last semicolon what to do."""
    what, mark, remedy = said.rstrip("\n").rpartition("; ")
    words = ("Traceback", "terminate called", "what():", "unexpected:", "std::", "c10", ".hpp:", ".cpp:")
    return (
        said.startswith("sdkt: ")
        and said.count("\n") == 1
        and bool(mark and what and remedy)
        and not any(w in said for w in words)
    )


def is_whole(path):
    """Whether a file of a run folder has the end that its writer gave it."""
    data = path.read_bytes()
    if path.suffix == ".csv":
        rows = list(csv.reader(data.decode().splitlines()))
        return data.endswith(b"\n") and len({len(row) for row in rows}) == 1
    if path.suffix == ".json":
        return isinstance(json.loads(data), dict)
    return not path.name.endswith(".html") or data.rstrip().endswith(b"</html>")


class experiment:
    """One run, undisturbed for comparison, and then with faults."""

    def __init__(self, folder, words, library):
        self.folder, self.words, self.library = folder, [str(word) for word in words], library
        status, said, _ = sdkt(*self.words, "--out", folder / "undisturbed")
        check(status == 0, f"undisturbed: {said}")
        self.expected = contents(folder / "undisturbed")
        self.count = 0

    def environment(self, rules=None, **more):
        """Rules as faults.c takes them, with names of errors for their numbers."""
        if rules is not None:
            for name in errno.errorcode.values():
                rules = rules.replace(f"|{name}", f"|{getattr(errno, name)}")
            more["SDKT_FAULTS"] = rules
        return {"LD_PRELOAD": str(self.library), **more}

    def place(self):
        self.count += 1
        return self.folder / f"case_{self.count}" / "run"

    def fails(self, what, out, *parts, more=(), environment=None, keeps=True):
        """The run ends with a sentence that holds all parts and leaves nothing that is half written."""
        status, said, printed = sdkt(*self.words, *more, "--out", out, environment=environment)
        self.has_failed(what, out, status, said, *parts, keeps=keeps)
        check(printed == "", f"{what}: printed {printed!r}")

    def has_failed(self, what, out, status, said, *parts, keeps=True):
        self.is_refused(what, status, said, *parts)
        if not keeps:
            check(not out.exists(), f"{what}: left {files_in(out)}")
            return
        left = files_in(out)
        check(unfinished(out) == [] and "checkpoint/lock" not in left, f"{what}: left {left}")
        check(position(out) is not None, f"{what}: left no checkpoint, but {left}")
        check(all(is_whole(out / name) for name in left), f"{what}: a file is not whole: {left}")
        check(MODEL <= left or not MODEL & left, f"{what}: half a model: {left}")

    @staticmethod
    def is_refused(what, status, said, *parts):
        check(status == 2, f"{what}: exit status {status}, not 2: {said}")
        check(is_sentence(said), f"{what}: no sentence: {said!r}")
        for part in parts:
            check(str(part) in said, f"{what}: {part!r} is not in {said!r}")

    def goes_on(self, what, out, more=()):
        """Mended, it is resumed to the bytes of the undisturbed run."""
        status, said, _ = sdkt(*self.words, *more, "--out", out, "--resume")
        check(status == 0 and said == "", f"{what}, mended: exit status {status}: {said}")
        if status == 0:
            check(
                differences(self.expected, contents(out)) == [],
                f"{what}, mended: {differences(self.expected, contents(out))}",
            )
            shutil.rmtree(out)
