#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh as a machine meets it that has a driver, nvcc and LibTorch and nothing else: no network, none of the packages
# that sdkt is built with, and the sources at another place, with the prepared folder beside them and no more.
#
#   sudo tests/cuda/bare_machine.sh measure|check [DIR] --torch FOLDER [--build] [-DNAME=VALUE ...]
#
# DIR is what prepare.sh has made, FOLDER a LibTorch or a Python environment. A stub stands for nvidia-smi, so where
# there is no GPU the run must come to its first kernel and say in one sentence that there is no device; the status is
# then 0. With --build the prepared programs are left behind, so that it must build. Results: build-gpu/bare. It needs Linux,
# root and overlayfs; what it hides is hidden from itself alone.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

part=${1:?"give measure or check"} prepared=$place/prepared torch='' leave=none options=()
shift
while [ $# -gt 0 ]; do
  case $1 in
    --torch) torch=$2; shift ;;
    --build) leave=bin ;;
    -D?*=*) options+=("$1") ;;
    *) prepared=$1 ;;
  esac
  shift
done
find_libtorch "$torch" || { printf 'bare_machine.sh: %s\n' "$torch_problem" >&2; exit 2; }
# Beside LibTorch lie NVIDIA's libraries, where it is a Python package.
torch_home=$(cd "$torch_lib/../.." && pwd)
mkdir -p "$place/bare"

# In mount and network namespaces of its own, with an empty file system in memory at /mnt.
machine() {
  set -euo pipefail
  local status=0 hidden='zlib1g-dev|libjpeg.*-dev|libjpeg62-turbo|libpng.*|librange-v3-dev|libmsgsl-dev|libcli11-dev'
  hidden="^($hidden|libtomlplusplus.*|nlohmann-json3-dev|libcatch2-dev)\$"
  cd /mnt
  mkdir -p results work/usr work/overlay checkout/carried tools libtorch
  mount --bind "$place/bare" results
  (cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 tar -cf -) | tar -C checkout -xf -
  cp -a "$prepared/." checkout/carried/
  rm -rf "checkout/carried/$leave"
  mount --bind "$torch_home" libtorch
  mount -t tmpfs hidden "$torch_home"
  mount -t tmpfs hidden "$root"
  mount -t tmpfs hidden /tmp

  # The packages that are collected in the prefix are not installed here.
  mount -t overlay overlay -o lowerdir=/usr,upperdir=/mnt/work/usr,workdir=/mnt/work/overlay /usr
  dpkg-query -W -f '${Package}\n' | grep -E "$hidden" | xargs dpkg -L | while read -r file; do
    if [ -f "$file" ] || [ -L "$file" ]; then rm -f "$file"; fi
  done
  printf '#!/bin/sh\necho "NVIDIA stub, 0.0, 0 MiB"\n' > tools/nvidia-smi
  chmod +x tools/nvidia-smi

  cd checkout
  PATH=/mnt/tools:$PATH SDKT_CUDA_RESULTS=/mnt/results SDKT_CUDA_BUILD=/mnt/programs TORCH_CUDA_ARCH_LIST=9.0 \
    tests/cuda/run.sh "$part" carried --torch "/mnt/libtorch/${torch_dir#"$torch_home/"}" \
    ${options[@]+"${options[@]}"} || status=$?
  printf 'bare_machine.sh: run.sh has ended with %s\n' "$status"
  [ "$status" -eq 77 ] || return "$status"
  grep -q '^No CUDA-capable device: ' /mnt/results/report.md
}
export -f machine
export root place prepared torch_home torch_dir leave part
words=$(declare -p options)
unshare --mount --net --propagation private bash -c "$words; mount -t tmpfs machine /mnt && machine"
