#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What only a GPU can show, in two parts that each fit into minutes and each stand alone:
#
#   tests/cuda/run.sh measure [DIR] [--torch FOLDER] [-DNAME=VALUE ...]    at most 7 minutes: kernels, steps, runs
#   tests/cuda/run.sh check   [DIR] [--torch FOLDER] [-DNAME=VALUE ...]    at most 4 minutes: tests, then sanitizers
#
# DIR is what prepare.sh has made (build-gpu/prepared, if left out). Where its programs do not start, they are built here,
# in SDKT_CUDA_BUILD (build-gpu/programs), with the dependencies of DIR and without a network; the options are CMake's.
# FOLDER is a LibTorch or a Python environment that has one (else Torch_DIR, CMAKE_PREFIX_PATH, python3's).
#
# Results: report.md and logs.txt in SDKT_CUDA_RESULTS (build-gpu/results/measure or check), written as they come. Of the environment:
#
#   SDKT_CUDA_SECONDS      the limit of the whole, if 420 and 240 do not fit; no check begins after it
#   SDKT_CUDA_SLOWER       what the limits of single checks are multiplied by, on a slower or a busy machine (1)
#   OMP_NUM_THREADS        threads of the CPU's side (4)
#   SDKT_COMPILERS         compilers at once, where it must build (one a core)
#   TORCH_CUDA_ARCH_LIST   architectures, where it must build (that of the GPU)
#   PYTHON                 the Python with PyTorch (python3)
#
# The status is 0 if all that ran agrees, 1 if a row says FAILED, 2 if the call is wrong, 77 without a device.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
set +e # a check that fails ends nothing
# shellcheck source-path=SCRIPTDIR source=report.sh
. "$root/tests/cuda/report.sh"

part=${1:-}
case $part in
  measure) limit=420 needed=(cuda_tests bench_step bench_cuda sdkt) ;;
  check) limit=240 needed=(cuda_tests) ;;
  *) printf 'run.sh: give measure or check; see the beginning of %s\n' "$0" >&2; exit 2 ;;
esac
shift
read_words "$@"
prepared=$(realpath -m "${named:-$place/prepared}")
build=${SDKT_CUDA_BUILD:-$place/programs}
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-4}
export python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

open_report "${SDKT_CUDA_RESULTS:-$place/results/$part}" "${SDKT_CUDA_SECONDS:-$limit}" "sdkt on a GPU: $part"
# Nothing here can go on.
give_up() { # status sentence
  tell ''
  tell "$2"
  end_report "nothing more could be run"
  exit "$1"
}

# --- machine and programs --------------------------------------------------------------------------------------

slower=${SDKT_CUDA_SLOWER:-1}
gpu() { timeout $((20 * slower)) nvidia-smi --query-gpu="$1" --format=csv,noheader 2> /dev/null | head -n 1; }
timeout $((20 * slower)) nvidia-smi -L > /dev/null 2>&1 || give_up 77 "skipped: no NVIDIA driver answers nvidia-smi."
find_libtorch "$torch" || give_up 2 "$torch_problem."
section Machine
row GPU "$(gpu name,driver_version,memory.total)"
row 'clocks of SMs and memory, power limit' "$(gpu clocks.sm,clocks.mem,power.limit)"
cores=$(getconf _NPROCESSORS_ONLN) # nproc would say OMP_NUM_THREADS
row CPU "$cores cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo), OMP_NUM_THREADS=$OMP_NUM_THREADS"
row LibTorch "$torch_version, $torch_lib"

# fact NAME: what prepare.sh noted.
fact() { sed -n "s/^$1=//p" "$prepared/prepared" 2> /dev/null; }
libraries=$(library_path "$prepared/lib")
why_not_prepared() {
  local name missing
  [ -e "$prepared/prepared" ] || { printf 'there is no %s/prepared' "$prepared"; return; }
  [ "$(fact libtorch)" = "$torch_version" ] || { printf 'they are linked against LibTorch %s' "$(fact libtorch)"; return; }
  for name in "${needed[@]}"; do
    [ -x "$prepared/bin/$name" ] || { printf 'there is no %s/bin/%s' "$prepared" "$name"; return; }
    missing=$(starts "$prepared/bin/$name") || { printf '%s' "$missing" | head -n 1 | cell; return; }
  done
  LD_LIBRARY_PATH=$libraries timeout $((60 * slower)) "$prepared/bin/cuda_tests" --list-tags > /dev/null 2>&1 || printf 'cuda_tests --list-tags fails'
}
build_here() {
  local sources jobs=${SDKT_COMPILERS:-$cores} architectures
  has nvcc || [ -x /usr/local/cuda/bin/nvcc ] || give_up 77 "skipped: the prepared programs do not start, and there is no nvcc to build others."
  sources=$(neutral_path)
  link_sources "$sources" || give_up 2 "$sources is in the way."
  architectures=${TORCH_CUDA_ARCH_LIST:-$(gpu compute_cap)}
  configure_by "$sources" "$build" "$prepared/prefix/usr" "-DSDKT_COMPILERS=$jobs" \
    "-DTORCH_CUDA_ARCH_LIST=$architectures" ${options[@]+"${options[@]}"}
  check configure 120 "${configuring[@]}" || give_up 1 "CMake could not configure; logs.txt says why."
  check build 3600 cmake --build "$build" --parallel "$jobs" --target "${needed[@]/#sdkt/sdkt-program}" || give_up 1 "The build failed; logs.txt says why."
}
reason=$(why_not_prepared)
if [ -z "$reason" ]; then
  row programs "prepared; $(fact needs)"
  link_sources "$(fact sources)" || give_up 2 "$(fact sources) is in the way."
else
  row programs "built here: $reason"
  build_here
fi
path_of() { if [ -z "$reason" ]; then printf '%s/bin/%s' "$prepared" "$1"; else program_in "$build" "$1"; fi; }

# ours NAME SECONDS PROGRAM ARGUMENT...: checks a program of sdkt's, with `environment`.
environment=()
ours() {
  local name=$1 limit=$2 program
  program=$(path_of "$3")
  shift 3
  check "$name" "$limit" env "LD_LIBRARY_PATH=$libraries" ${environment[@]+"${environment[@]}"} "$program" "$@"
}

# Functions are called by their names.
# shellcheck disable=SC2317
# An option or a test that these programs do not have is no failure.
not_there() {
  local words
  words=$(said | grep -m 1 -o 'there is no option.*\|No test cases matched.*\|ModuleNotFoundError.*\|[Dd]evice not supported.*')
  [ -z "$words" ] || printf 'not available: %s' "$words"
}
excusing=not_there
# shellcheck disable=SC2317
tests_line() { said | sed -n 's/^All tests passed (\(.*\))$/passed: \1/p; s/^test cases: .*/&/p' | tail -n 1; }

# The first kernels: beyond this point a device is needed.
section 'First kernels'
telling=tests_line ours 'kernels against their twins, small' 60 cuda_tests '[kernels]~[large]'
[ $? -ne 4 ] || give_up 77 "No CUDA-capable device: nvidia-smi answers, and the CUDA runtime of these programs sees no device. The first kernel would have started here."

# shellcheck source=/dev/null # measure.sh or check.sh
. "$root/tests/cuda/$part.sh"

section End
row 'SM clock, temperature, power' "$(gpu clocks.sm,temperature.gpu,power.draw)"
if [ "$failed" -eq 0 ]; then end_report "nothing failed"; else end_report "rows say FAILED"; fi
exit "$failed"
