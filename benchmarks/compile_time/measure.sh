#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The compile cost of a header or a whole file: seconds and peak memory of one compiler run at -O2, as a table.
# Seconds are the compiler's own (user and system); on an idle machine they equal the wall time.
#
#   benchmarks/compile_time/measure.sh [--compiled] [--flags FILE] [--repeat N] [HEADER or FILE.cpp ...]
#
# --compiled measures files that link sdkt::compiled; without it, header-only files.
# FILE is sdkt-flags.txt of a configured build (default: build/sdkt-flags.txt). Without arguments: the main header, the
# headers it is compared with, and the files beside this script. A file that begins with `// expect: SENTENCE` must not
# compile, and the compiler must print the sentence. The best of N runs counts (default 1).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
flags=$root/build/sdkt-flags.txt
repeat=1
mode=
units=()
while [ $# -gt 0 ]; do
  case $1 in
    --compiled) mode=-DSDKT_COMPILED ;;
    --flags) flags=${2:?--flags needs a file}; shift ;;
    --repeat) repeat=${2:?--repeat needs a number}; shift ;;
    -h | --help) sed -n '4,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) printf 'measure.sh: there is no option %s; see --help\n' "$1" >&2; exit 2 ;;
    *) units+=("$1") ;;
  esac
  shift
done
if [ ! -e "$flags" ]; then
  printf 'measure.sh: %s does not exist; run ./quickstart test first, or name the file with --flags\n' "$flags" >&2
  exit 2
fi
if [ ${#units[@]} -eq 0 ]; then
  units=(sdkt/trainer.hpp sdkt/sdkt.hpp sdkt/image/image.hpp ATen/core/Tensor.h ATen/ATen.h torch/torch.h
         "$root"/benchmarks/compile_time/*.cpp)
fi

python3 - "$flags" "$repeat" "$root/include" "$mode" "${units[@]}" << 'END'
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

flags_file, repeat, include, mode, *units = sys.argv[1:]
flags = ["-I" + include] + [mode] * bool(mode)
for line in pathlib.Path(flags_file).read_text().splitlines():
    if line.startswith("-I") and line[2:] not in ("", "/usr/include", "/usr/local/include", include):
        flags += ["-isystem", line[2:]]
    elif line.startswith("-D") and len(line) > 2:
        flags.append(line)

compilers = [name for name in ("g++", "clang++") if shutil.which(name)]
for compiler in compilers:
    print(subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout.splitlines()[0])
print("| unit | " + " | ".join(f"{name}, s | {name}, MB" for name in compilers) + " |")
print("|---|" + "---|---|" * len(compilers))


def cost(compiler, source, sentence, folder):
    """Seconds and megabytes of one run; None if it did not end as expected."""
    command = [compiler, "-std=c++20", "-O2", *flags, "-c", source, "-o", os.path.join(folder, "unit.o")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    messages = process.stderr.read()
    # The usage of this child and of the compiler proper that it starts; the larger memory of the two counts.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if bool(status) != bool(sentence) or sentence not in messages:
        print(messages[:2000], file=sys.stderr)
        return None
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


failed = False
with tempfile.TemporaryDirectory() as folder:
    for unit in units:
        source, sentence = unit, ""
        if unit.endswith(".cpp"):
            first = pathlib.Path(unit).read_text().splitlines()[0]
            if first.startswith("// expect: "):
                sentence = first.removeprefix("// expect: ")
        else:
            source = os.path.join(folder, "unit.cpp")
            pathlib.Path(source).write_text(f"#include <{unit}>\nint main() {{}}\n")
        cells = []
        for compiler in compilers:
            runs = [cost(compiler, source, sentence, folder) for _ in range(int(repeat))]
            if None in runs:
                failed = True
                cells += ["failed", ""]
            else:
                cells += [f"{min(run[0] for run in runs):.1f}", f"{min(run[1] for run in runs):.0f}"]
        print(f"| {os.path.basename(unit) if source == unit else unit} | " + " | ".join(cells) + " |", flush=True)
sys.exit(1 if failed else 0)
END
