#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Fuzzes the parsers, one target after the other, each in one process:
#
#   tests/fuzz/run.sh [SECONDS] [TARGET...]      1200 seconds a target and all targets, if left out
#
# and prints a line a target: how many inputs were executed, how many edges of the code they covered (libFuzzer's
# cov), and how many findings there were. The status is 1 if there were any.
#
# It needs clang with libFuzzer. It builds in SDKT_FUZZ_BUILD (build-fuzz beside the sources, if unset), where it
# keeps what it learns from run to run:
#
#   corpus/TARGET     inputs that cover more than those before; the seeds of fuzz_replay are in seeds/TARGET
#   findings/TARGET   inputs that crashed, hung or took too much memory; slow-unit-* took over 10 s, perhaps only because
#                     the processor was busy, and is not counted
#   logs/TARGET.log   what libFuzzer and the sanitisers said
#
# A finding becomes a test: mend the parser, and put the input, as small as it can be, into tests/fuzz/found/TARGET.
# LibTorch is found as that of ./quickstart's build is, else through CMAKE_PREFIX_PATH.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${SDKT_FUZZ_BUILD:-$root/build-fuzz}
seconds=${1:-1200}
shift || true
if ! [[ $seconds =~ ^[0-9]+$ ]]; then
  echo "run.sh: expected a number of seconds, got $seconds; see the beginning of $0" >&2
  exit 2
fi

options=(-DCMAKE_CXX_COMPILER="${CXX:-clang++}" -DSDKT_FUZZ=ON -DSDKT_BUILD_PROGRAM=OFF -DSDKT_BUILD_EXAMPLES=OFF
  -DSDKT_BUILD_BENCHMARKS=OFF)
if [[ -f $root/build/CMakeCache.txt ]]; then
  for name in Torch_DIR CMAKE_PREFIX_PATH; do
    value=$(sed -n "s/^$name:[A-Z]*=//p" "$root/build/CMakeCache.txt")
    if [[ -n $value ]]; then options+=("-D$name=$value"); fi
  done
fi
mkdir -p "$build"
cmake -S "$root" -B "$build" -G Ninja "${options[@]}" >"$build/configure.log" 2>&1 ||
  { cat "$build/configure.log" >&2; exit 1; }

targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
  for source in "$root"/tests/fuzz/plain/*.cpp "$root"/tests/fuzz/torch/*.cpp; do
    targets+=("$(basename "$source" .cpp)")
  done
fi
cmake --build "$build" --target fuzz_replay fuzz_replay_torch "${targets[@]/#/fuzz_}" >"$build/build.log" ||
  { tail -n 40 "$build/build.log" >&2; exit 1; }

programs=$build/tests/fuzz
mkdir -p "$build/seeds" "$build/logs" "$build/memory"
"$programs/fuzz_replay" --write "$build/seeds"
"$programs/fuzz_replay_torch" --write "$build/seeds"

# The files that targets write stay in memory where there is a folder for that.
TMPDIR=$(mktemp -d -p "$([[ -d /dev/shm ]] && echo /dev/shm || echo "$build/memory")" sdkt_fuzz_run_XXXXXX)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
# LibTorch is not instrumented: vectors that it grew look wrong, and it keeps what it made at its start.
export ASAN_OPTIONS=detect_container_overflow=0:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1
export OMP_NUM_THREADS=1

sum() { awk -v key="$1" '$1 == key { total += $2 } END { print total + 0 }' "$2"; }

found_any=0
for target in "${targets[@]}"; do
  log=$build/logs/$target.log
  inputs=("$build/corpus/$target" "$build/seeds/$target")
  if [[ -d $root/tests/fuzz/found/$target ]]; then inputs+=("$root/tests/fuzz/found/$target"); fi
  mkdir -p "$build/corpus/$target" "$build/findings/$target"
  before=$(find "$build/findings/$target" -type f ! -name 'slow-unit-*' | wc -l)
  : >"$log"
  end=$((SECONDS + seconds))
  # libFuzzer stops at a finding; what is left of the time goes to the next ones.
  while ((SECONDS < end)); do
    nice -n 10 "$programs/fuzz_$target" -max_total_time=$((end - SECONDS)) -timeout=20 -rss_limit_mb=3000 \
      -malloc_limit_mb=600 -max_len=32768 -print_final_stats=1 -verbosity=1 \
      -artifact_prefix="$build/findings/$target/" "${inputs[@]}" >>"$log" 2>&1 && break
    if (($(find "$build/findings/$target" -type f ! -name 'slow-unit-*' | wc -l) >= before + 10)); then break; fi
  done
  findings=$(($(find "$build/findings/$target" -type f ! -name 'slow-unit-*' | wc -l) - before))
  coverage=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d' ' -f2 || true)
  printf '%-20s %12s executions   cov %6s   %s findings\n' "$target" \
    "$(sum stat::number_of_executed_units: "$log")" "${coverage:-0}" "$findings"
  if ((findings > 0)); then found_any=1; fi
done
exit "$found_any"
