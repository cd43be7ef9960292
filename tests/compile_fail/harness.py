# SPDX-License-Identifier: MIT
"""Judges a program that must not compile.

One of its first lines is the comment `// expect: SENTENCE`. The case holds if, with every compiler given, the
compiler fails, prints the sentence, and prints exactly one error: a user must not have to look for the sentence
in a heap of others. With --precompiled, cases that include parts.hpp read what precompile.py has made of it.
Exit status: 0 it holds, 1 it does not, 77 no compiler.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "headers"))
from check_headers import compiler_flags  # noqa: E402
from precompile import flags_of_parts  # noqa: E402

HEAD_LINES = 5


def expected_sentence(case):
    for line in case.read_text().splitlines()[:HEAD_LINES]:
        match = re.match(r"//\s*expect:\s*(\S.*?)\s*$", line)
        if match:
            return match[1]
    return None


def reads_parts(case):
    return '#include "parts.hpp"' in case.read_text()


def complaint(compiler, flags, case, sentence):
    """Why the case does not hold with one compiler, or None if it holds."""
    command = [compiler, "-std=c++20", "-fsyntax-only", "-fdiagnostics-color=never", *flags, str(case)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = re.findall(r"^.*\berror: .*$", run.stderr, re.M)
    if run.returncode == 0:
        return "it compiles"
    if not any(sentence in error for error in errors):
        return f"no error says: {sentence}\n{run.stderr[:4000]}"
    if len(errors) != 1:
        return f"{len(errors)} errors instead of one:\n" + "\n".join(errors[:10])
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", action="append", required=True)
    parser.add_argument("--include", required=True, type=pathlib.Path)
    parser.add_argument("--flags")
    parser.add_argument("--precompiled", type=pathlib.Path)
    parser.add_argument("case", type=pathlib.Path)
    arguments = parser.parse_args()
    sentence = expected_sentence(arguments.case)
    if sentence is None:
        print(f"FAILED {arguments.case.name}: none of its first {HEAD_LINES} lines is // expect: SENTENCE")
        return 1
    flags = compiler_flags(arguments.flags, arguments.include.resolve())
    ran, failed = 0, 0
    for compiler in arguments.compiler:
        if not compiler or not shutil.which(compiler):
            print("skipped: one of the two compilers g++ and clang++ is not on this machine")
            continue
        ran += 1
        parts = flags_of_parts(compiler, arguments.precompiled) if reads_parts(arguments.case) else []
        problem = complaint(compiler, flags + parts, arguments.case, sentence)
        print(f"{'ok    ' if problem is None else 'FAILED'} {pathlib.Path(compiler).name} {arguments.case.name}"
              f"{': ' + problem if problem else ''}")
        failed += problem is not None
    return 1 if failed else (0 if ran else 77)


if __name__ == "__main__":
    sys.exit(main())
