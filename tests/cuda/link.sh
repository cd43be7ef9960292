#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Whether everything compiles and links with kernels against the LibTorch of today and the oldest that sdkt supports: every
# target that `quickstart test` builds, with SDKT_CUDA=ON. It needs nvcc and no GPU.
#
#   tests/cuda/link.sh [FOLDER ...] [-DNAME=VALUE ...]
#
# FOLDER is a LibTorch with CUDA or a Python environment that has one. Without any, pip gets both into environments in
# build-gpu (4.4 GB each). Options are CMake's: -DSDKT_COMPILERS=1, -DCMAKE_CXX_FLAGS_RELEASE=-O0. It builds in
# build-gpu/link-VERSION. The status is 0 if both link, and each program finds its libraries and its kernels.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

folders=() options=()
for word in "$@"; do
  case $word in
    -D?*=*) options+=("$word") ;;
    -*) printf 'link.sh: there is no option %s; see the beginning of %s\n' "$word" "$0" >&2; exit 2 ;;
    *) folders+=("$word") ;;
  esac
done
mkdir -p "$place"
has nvcc || [ -x /usr/local/cuda/bin/nvcc ] || { printf 'skipped: there is no nvcc\n' >&2; exit 77; }
build=$place
venv=$place/env
get_build_tools
PATH=$(dirname "$ninja"):$PATH
if [ ${#folders[@]} -eq 0 ]; then
  for version in "$torch_minimum.0" "$torch_version"; do
    venv=$place/torch-$version
    if [ ! -e "$venv/torch-is-complete" ]; then
      make_venv
      say "installing LibTorch $version into $venv"
      pip_install "$place/pip-$version.log" "torch==$version" || fail 1 "pip could not install torch $version (the whole log: $place/pip-$version.log)"
      touch "$venv/torch-is-complete"
    fi
    folders+=("$venv")
  done
fi

count_jobs
failed=0
for folder in "${folders[@]}"; do
  if ! find_libtorch "$folder"; then
    say "FAILED: $torch_problem"
    failed=1
    continue
  fi
  build=$place/link-$torch_version
  mkdir -p "$build"
  prefix_path=${user_prefixes//:/;}
  [ ! -d "$root/build/deps/catch2/usr" ] || prefix_path="$prefix_path;$root/build/deps/catch2/usr"
  start=$SECONDS
  say "LibTorch $torch_version of $torch_dir"
  if ! "$cmake" -S "$root" -B "$build" -G Ninja -DSDKT_CUDA=ON "-DTorch_DIR=$torch_dir" "-DCMAKE_PREFIX_PATH=$prefix_path" \
    ${options[@]+"${options[@]}"} > "$build/configure.log" 2>&1; then
    tail -n 20 "$build/configure.log"
    say "FAILED: CMake could not configure (the whole log: $build/configure.log)"
    failed=1
    continue
  fi
  if ! "$cmake" --build "$build" --parallel "$jobs" > "$build/build.log" 2>&1; then
    grep -m 1 -A 20 '^FAILED: ' "$build/build.log"
    say "FAILED: the build failed (the whole log: $build/build.log)"
    failed=1
    continue
  fi
  libraries=$(library_path '')
  problems=0
  for name in "${programs[@]}"; do
    program=$(program_in "$build" "$name")
    starts "$program" || problems=1
    # One CUDA runtime: LibTorch's, which is shared.
    if nm --defined-only "$program" | grep -q ' __cudaRegisterFatBinary$'; then
      problems=1
      printf '%s has a CUDA runtime of its own\n' "$name"
    fi
  done
  status=0
  LD_LIBRARY_PATH=$libraries "$(program_in "$build" cuda_tests)" '[kernels]' > "$build/cuda_tests.log" 2>&1 || status=$?
  if [ "$status" -ne 0 ] && [ "$status" -ne 4 ]; then # 4: skipped for want of a device
    tail -n 5 "$build/cuda_tests.log"
    problems=1
  fi
  if [ "$problems" -eq 0 ]; then
    say "LibTorch $torch_version: everything compiles, links and starts ($((SECONDS - start)) s)"
  else
    say "FAILED: LibTorch $torch_version"
    failed=1
  fi
done
exit "$failed"
