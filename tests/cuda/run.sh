#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Everything that only a GPU can show, in one go: builds with kernels, holds them against their twins and runs against
# the CPU's, looks with compute-sanitizer, and times kernels and steps.
#
#   tests/cuda/run.sh [-DNAME=VALUE ...]      options are CMake's, for example -DTorch_DIR=DIR
#
# It builds in SDKT_CUDA_BUILD (build-cuda beside the sources, if unset). LibTorch with CUDA is that of Torch_DIR or
# CMAKE_PREFIX_PATH, else that of `python3 -c 'import torch'`. What it prints is kept in report.md there, beside the
# logs. The status is 0 if all that ran agrees, 77 without a device or nvcc.
set -uo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${SDKT_CUDA_BUILD:-$root/build-cuda}
mkdir -p "$build/logs"
report=$build/report.md
: >"$report"
failed=0

say() { printf '%s\n' "$*" | tee -a "$report"; }
skip() { printf 'skipped: %s\n' "$*" >&2; exit 77; }

nvidia-smi -L >/dev/null 2>&1 || skip "no NVIDIA driver answers nvidia-smi"
command -v nvcc >/dev/null || [ -x /usr/local/cuda/bin/nvcc ] || skip "there is no nvcc on PATH or in /usr/local/cuda"

# check NAME COMMAND...: runs it, says how it ended and how long it took, and keeps what it said.
check() {
  local name=$1 log status start=$SECONDS
  log=$build/logs/$(printf '%s' "$name" | tr -c 'a-zA-Z0-9\n' _).log
  shift
  "$@" >"$log" 2>&1
  status=$?
  case $status in
    0) say "| $name | passed | $((SECONDS - start)) s |" ;;
    4 | 77) say "| $name | skipped: $(grep -m 1 -o 'skipped: .*' "$log" || echo see "$log") | $((SECONDS - start)) s |" ;;
    *)
      say "| $name | FAILED ($status), see $log | $((SECONDS - start)) s |"
      tail -n 20 "$log" >&2
      failed=1
      ;;
  esac
  return "$status"
}

if [ -z "${Torch_DIR:-}${CMAKE_PREFIX_PATH:-}" ] && [[ "$*" != *Torch_DIR* ]]; then
  prefix=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)' 2>/dev/null) || prefix=
  [ -z "$prefix" ] || export CMAKE_PREFIX_PATH=$prefix
fi

say "# sdkt on $(nvidia-smi --query-gpu=name --format=csv,noheader | head -n 1), driver $(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -n 1)"
say ''
say '| what | result | time |'
say '|---|---|---|'
jobs=$(nproc)
check configure cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DSDKT_CUDA=ON -DSDKT_BUILD_EXAMPLES=OFF "$@" || exit 1
check build cmake --build "$build" --parallel "$jobs" --target cuda_tests bench_cuda bench_step unit_kernels sdkt-program || exit 1

check 'twins against ATen in double' "$build/tests/unit_kernels"
check 'kernels against their twins, runs against the CPU' "$build/tests/cuda/cuda_tests"
sanitizer=$(command -v compute-sanitizer || echo /usr/local/cuda/bin/compute-sanitizer)
if [ -x "$sanitizer" ]; then
  for tool in memcheck racecheck initcheck; do
    check "compute-sanitizer, $tool" "$sanitizer" --tool "$tool" --error-exitcode 1 "$build/tests/cuda/cuda_tests" '[kernels]'
  done
else
  say '| compute-sanitizer | skipped: it is not installed | |'
fi
for device in cuda cpu; do
  check "embedded benchmark, Select and Distill, $device" "$build/sdkt" run --tasks mini --method snd --device "$device" \
    --quiet --out "$build/runs/$device.$$"
done
check 'embedded benchmark, Select and Distill, cuda, a step as a graph' "$build/sdkt" run --tasks mini --method snd \
  --device cuda --step-graph --quiet --out "$build/runs/graph.$$"
# seconds_of RUN: of all its steps.
seconds_of() { awk -F, 'NR > 1 { sum += $NF } END { printf "%.1f s of steps", sum }' "$build/runs/$1.$$/steps.csv" 2>/dev/null; }
check kernels "$build/benchmarks/bench_cuda"

say ''
say '## Kernels against their floor'
say ''
tee -a "$report" <"$build/logs/kernels.log"
say ''
say '## The embedded benchmark: own classes, CUDA and CPU'
say ''
for run in cuda graph cpu; do
  say "- $run: $(seconds_of "$run"); $(tr -d '\n ' <"$build/runs/$run.$$/metrics.json" 2>/dev/null | cut -c 1-400)"
done
if cmp -s "$build/runs/cuda.$$/model/model.safetensors" "$build/runs/graph.$$/model/model.safetensors"; then
  say '- the graph has trained the same bytes'
else
  say '- FAILED: the graph has trained other bytes'
  failed=1
fi

say ''
say '## A step of ViT-B/16: 32 + 64 pictures, 196 classes, two teachers'
say ''
for precision in fp32 bf16; do
  say "- sdkt $precision: $("$build/benchmarks/bench_step" --device cuda --precision "$precision" --steps 20 2>&1)"
done
if python3 -c 'import torch, transformers; assert torch.cuda.is_available()' 2>/dev/null; then
  for run in 'released fp32' 'good fp32' 'good bf16'; do
    read -r variant precision <<<"$run"
    say "- PyTorch $run: $(python3 "$root/benchmarks/step/pytorch_step.py" --device cuda --variant "$variant" \
      --precision "$precision" --steps 20 2>/dev/null || echo 'failed')"
  done
else
  say '- PyTorch: skipped, this Python has no torch with CUDA and transformers'
fi
exit "$failed"
