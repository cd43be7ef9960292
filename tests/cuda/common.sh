# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What prepare.sh, run.sh and link.sh share: where a LibTorch with CUDA is, what is built against it and how, and what
# the programs need to start. To be sourced.
#
# shellcheck disable=SC2034,SC2154 # names for and of the scripts that source it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../../quickstart
. "$root/quickstart"

place=$root/build-gpu # everything of these scripts, if nothing else is named; git ignores it
programs=(cuda_tests bench_cuda bench_step unit_kernels sdkt)
targets=(cuda_tests bench_cuda bench_step unit_kernels sdkt-program)

# program_in BUILD NAME: where the build puts it.
program_in() {
  case $2 in
    sdkt) printf '%s/sdkt' "$1" ;;
    bench_*) printf '%s/benchmarks/%s' "$1" "$2" ;;
    cuda_tests) printf '%s/tests/cuda/cuda_tests' "$1" ;;
    *) printf '%s/tests/%s' "$1" "$2" ;;
  esac
}

# read_words WORD...: of prepare.sh's and run.sh's command line. Sets torch, options (CMake's) and named, the folder that
# stands alone.
read_words() {
  named='' torch='' options=()
  while [ $# -gt 0 ]; do
    case $1 in
      -D?*=*) options+=("$1") ;;
      --torch)
        torch=${2:-}
        [ -n "$torch" ] || { printf '%s: --torch needs a folder\n' "${0##*/}" >&2; exit 2; }
        shift
        ;;
      -*) printf '%s: there is no option %s; see the beginning of %s\n' "${0##*/}" "$1" "$0" >&2; exit 2 ;;
      *) named=$1 ;;
    esac
    shift
  done
}

# find_libtorch [FOLDER]: sets torch_dir (of TorchConfig.cmake), torch_lib and torch_version. FOLDER is a LibTorch, a
# Python environment that has one, or nothing: Torch_DIR and CMAKE_PREFIX_PATH of the environment, then python3's.
# Otherwise torch_problem says what to do.
find_libtorch() {
  local given=${1:-} python prefix header
  local -a prefixes=()
  torch_dir='' torch_lib='' torch_version='' torch_problem=''
  if [ -n "$given" ]; then
    if [ -x "$given/bin/python" ]; then torch_of_python "$given/bin/python" || torch_dir=; fi
    [ -n "$torch_dir" ] || torch_dir=$(torch_config_in "$given") || torch_dir=
    [ -n "$torch_dir" ] || torch_problem="there is no LibTorch 2.11 or later in $given; name its folder or that of a Python environment that has it"
  else
    IFS=';:' read -r -a prefixes <<< "${Torch_DIR:-};${CMAKE_PREFIX_PATH:-}"
    for prefix in ${prefixes[@]+"${prefixes[@]}"}; do
      [ -n "$prefix" ] && torch_dir=$(torch_config_in "$prefix") && break
    done
    for python in "${PYTHON:-python3}" "$root/build/env/bin/python"; do
      [ -n "$torch_dir" ] || torch_of_python "$python" || torch_dir=
    done
    [ -n "$torch_dir" ] || torch_problem="no LibTorch was found; name one with --torch DIR, the folder of a LibTorch or of a Python environment that has torch"
  fi
  [ -z "$torch_problem" ] || return 1
  torch_lib=$(cd "$torch_dir/../../../lib" 2> /dev/null && pwd) || torch_lib=
  if [ ! -e "$torch_lib/libtorch_cuda.so" ]; then
    torch_problem="the LibTorch of $torch_dir has no CUDA part; name one that has (pip install torch gets it)"
    return 1
  fi
  for header in headeronly/version.h csrc/api/include/torch/version.h; do
    header=$torch_lib/../include/torch/$header
    [ -z "$torch_version" ] && [ -e "$header" ] && torch_version=$(
      awk '$2 ~ /^TORCH_VERSION_(MAJOR|MINOR|PATCH)$/ { printf "%s%s", dot, $3; dot = "." }' "$header")
  done
  return 0
}

# library_path [FOLDER]: what programs that are linked against torch_lib look their libraries up in. NVIDIA's lie beside a
# wheel's torch, and the driver's may be where the environment says already.
library_path() {
  local folder path=${1:+$1:}$torch_lib
  for folder in "$torch_lib"/../../nvidia/*/lib /usr/local/cuda/lib64; do
    [ ! -d "$folder" ] || path=$path:$(cd "$folder" && pwd)
  done
  printf '%s' "$path${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}

# Programs look for the embedded benchmark where the sources were. They are compiled under a path that any machine can
# have, and this makes it one: a link to the sources.
link_sources() { # path
  if [ -e "$1" ] && [ ! -L "$1" ]; then
    printf '%s is in the way of a link to the sources; remove it\n' "$1" >&2
    return 1
  fi
  ln -sfn "$root" "$1"
}
neutral_path() { printf '/tmp/sdkt-gpu-%s' "$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)"; }

# configure_by SOURCES BUILD PREFIX OPTION...: sets configuring, the command that configures. PREFIX holds the dependencies.
# Warnings of compilers and headers that nobody has tried yet are no errors here.
configure_by() {
  configuring=("${cmake:-cmake}" -S "$1" -B "$2" -DCMAKE_BUILD_TYPE=Release -DSDKT_CUDA=ON -DSDKT_WERROR=OFF
    -DSDKT_BUILD_EXAMPLES=OFF "-DTorch_DIR=$torch_dir")
  if [ -d "$3" ]; then configuring+=("-DCMAKE_PREFIX_PATH=$3" -DFETCHCONTENT_FULLY_DISCONNECTED=ON); fi
  if has ninja && [ ! -e "$2/CMakeCache.txt" ]; then configuring+=(-G Ninja); fi
  configuring+=("${@:4}")
}

# starts FILE: whether every library that it needs is here, in a version that has what it needs. Prints what is missing.
starts() {
  local said
  said=$(LD_LIBRARY_PATH=$libraries ldd "$1" 2>&1) || { printf '%s: %s\n' "$1" "$said"; return 1; }
  ! grep -E 'not found' <<< "$said" | sort -u
}
