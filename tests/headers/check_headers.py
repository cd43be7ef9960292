# SPDX-License-Identifier: MIT
"""Compiles every header alone, with all warnings as errors: a header that leans on an earlier include fails.

With --umbrella, that header is compiled and, alone, only those that it does not reach.
With --define SDKT_COMPILED, headers only declare: the definitions in impl/*.ipp are compiled with src/sdkt.cpp, and
header-only by the umbrella.
Exit status: 0 all compile, 1 some do not, 77 no compiler.
"""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
IMPLICIT = {"/usr/include", "/usr/local/include"}


def compiler_flags(flags_file, include):
    """The build's include and define flags, with everything that is not ours as a system folder."""
    flags = ["-I", str(include)]
    for line in pathlib.Path(flags_file).read_text().splitlines() if flags_file else []:
        if line.startswith("-I"):
            folder = line[2:]
            if folder and folder not in IMPLICIT and pathlib.Path(folder).resolve() != include:
                flags += ["-isystem", folder]
        elif len(line) > 2:
            flags.append(line)
    return flags


def public_headers(include):
    """Every header that a host compiler can read; .cuh is nvcc's, and so is a .hpp of cuda/ without a toolkit."""
    return sorted(path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))


def reached_from(include, header):
    reached, todo = set(), [header]
    while todo:
        current = todo.pop()
        if current in reached or not (include / current).is_file():
            continue
        reached.add(current)
        todo += re.findall(r'^\s*#\s*include\s*[<"](sdkt/[^>"]+)[>"]', (include / current).read_text(), re.M)
    return reached


def includes(include, header, pattern):
    """Whether a header, which only declares, or one of ours that it reaches, includes something of that name."""
    seen, todo = set(), [header]
    while todo:
        current = todo.pop()
        if current in seen or current.endswith(".ipp") or not (include / current).is_file():
            continue
        seen.add(current)
        text = (include / current).read_text()
        if re.search(rf"^\s*#\s*include\s*<{pattern}>", text, re.M):
            return True
        todo += re.findall(r'^\s*#\s*include\s*[<"](sdkt/[^>"]+)[>"]', text, re.M)
    return False


# What takes most of a header's time to read, the longest first: who includes the pattern reads all of the files.
# The header of an operator reads the context and what follows it, and then little of its own.
OFTEN_READ = {
    "operators": (r"ATen/ops/[a-z0-9_]+\.h", ["ATen/core/Tensor.h", "ATen/ops/stack.h"]),
    "tensors": (r"ATen/core/Tensor\.h", ["ATen/core/Tensor.h"]),
}


def precompiled(command, folder, name, files):
    """Flags that give files precompiled; none if that fails.

    Only headers that include them anyway get them, so nothing that is missing is hidden.
    """
    source = pathlib.Path(folder) / f"{name}.hpp"
    source.write_text("".join(f"#include <{file}>\n" for file in files))
    language = ["-x", "c++-header", str(source), "-o", f"{source}.gch"]
    run = subprocess.run([*(word for word in command[:-3] if word != "-fsyntax-only"), *language], capture_output=True, check=False)
    return ["-Winvalid-pch", "-include", str(source)] if run.returncode == 0 else []


def compile_alone(command, header):
    started = time.monotonic()
    # Twice: the include guard is checked too.
    source = f"#include <{header}>\n#include <{header}>\n"
    run = subprocess.run(command, input=source, text=True, capture_output=True, check=False)
    return header, run.returncode, run.stderr, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", required=True, type=pathlib.Path)
    parser.add_argument("--flags")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--umbrella")
    parser.add_argument("--define", action="append", default=[])
    arguments = parser.parse_args()
    if not arguments.compiler or not shutil.which(arguments.compiler):
        print("skipped: this machine has no such compiler (install g++ or clang)")
        return 77

    include = arguments.include.resolve()
    headers = public_headers(include)
    if arguments.umbrella and arguments.umbrella in headers:
        reached = reached_from(include, arguments.umbrella)
        headers = [arguments.umbrella] + [header for header in headers if header not in reached]
    command = [arguments.compiler, "-std=c++20", "-fsyntax-only", "-fdiagnostics-color=never", *WARNINGS,
               *("-D" + name for name in arguments.define),
               *compiler_flags(arguments.flags, include), "-x", "c++", "-"]

    started = time.monotonic()
    failed = []
    folder = tempfile.TemporaryDirectory()
    kinds = OFTEN_READ if "SDKT_COMPILED" in arguments.define else {}
    flags = {name: precompiled(command, folder.name, name, files) for name, (_, files) in kinds.items()}

    def check(header):
        reads = (flags[name] for name, (pattern, _) in kinds.items() if includes(include, header, pattern))
        return compile_alone([*command[:-3], *next(reads, []), *command[-3:]], header)

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for header, status, messages, seconds in pool.map(check, headers):
            print(f"{'ok    ' if status == 0 else 'FAILED'} {seconds:5.1f} s  {header}", flush=True)
            if status != 0:
                failed.append(header)
                print(messages[:4000], flush=True)
    print(f"{len(headers) - len(failed)} of {len(headers)} headers compile alone "
          f"with {arguments.compiler} in {time.monotonic() - started:.0f} s")
    return 1 if failed or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
