# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The part of ./quickstart that gets CMake, ninja, clang-format and LibTorch into build/env, where the system has none.
# Sourced by quickstart, whose variables and functions it uses.
# shellcheck disable=SC2034,SC2154

has_gpu() { has nvidia-smi && nvidia-smi -L > /dev/null 2>&1; }

make_venv() {
  [ -x "$venv/bin/python" ] && return 0
  say "making a Python environment in build/env"
  python3 -m venv --clear "$venv" || fail 1 "python3 -m venv failed; install Python's venv module and run this again"
}
pip_install() { # log what...
  local log=$1
  shift
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@" > "$log" 2>&1 || {
    tail -n 20 "$log" >&2
    return 1
  }
}

# A program of the environment itself: its launcher in bin/ does not survive a path with spaces.
in_venv() {
  [ -d "$venv" ] || return 0
  find "$venv" -type f \( -path "*/$1/data/bin/$1" -o -path "$venv/bin/$1" \) -perm -u+x 2> /dev/null |
    sort -r | head -n 1
}

cmake=
ninja=
get_build_tools() {
  local version=0 minimum=$cmake_minimum
  has_gpu && minimum=3.25.2
  if has cmake; then version=$(cmake --version | awk 'NR == 1 { print $3 }'); fi
  if at_least "$version" "$minimum"; then
    cmake=$(command -v cmake)
  else
    cmake=$(in_venv cmake)
  fi
  if has ninja; then ninja=$(command -v ninja); else ninja=$(in_venv ninja); fi
  if [ -z "$cmake" ] || [ -z "$ninja" ]; then
    make_venv
    say "installing CMake and ninja into build/env"
    pip_install "$build/pip-tools.log" cmake ninja ||
      fail 1 "pip could not install CMake; install CMake $minimum or later and ninja, and run this again"
    [ -n "$cmake" ] || cmake=$(in_venv cmake)
    [ -n "$ninja" ] || ninja=$(in_venv ninja)
  fi
  say "CMake $("$cmake" --version | awk 'NR == 1 { print $3 }') ($cmake)"
}

# The version that the tree is formatted with. Without it one check is skipped.
get_formatter() {
  [ -z "$(in_venv clang-format)" ] || return 0
  make_venv
  say "installing clang-format $clang_format_version into build/env"
  pip_install "$build/pip-format.log" "clang-format==$clang_format_version" ||
    say "pip could not install clang-format $clang_format_version, so the check of the format is skipped"
}

torch_config_in() { # prefix -> the folder of TorchConfig.cmake
  local place
  for place in "$1" "$1/Torch" "$1/share/cmake/Torch" "$1/lib/cmake/Torch"; do
    if [ -e "$place/TorchConfig.cmake" ]; then
      (cd "$place" && pwd)
      return 0
    fi
  done
  return 1
}

torch_dir=
torch_of_python() { # python -> torch_dir, if that Python has a LibTorch that fits (without the cost of importing it)
  local found version
  found=$("$1" - << 'END' 2> /dev/null
import importlib.metadata, importlib.util, pathlib
place = pathlib.Path(importlib.util.find_spec("torch").origin).parent
if (place / "include/ATen/core/Tensor.h").exists():
    print(importlib.metadata.version("torch").split("+")[0], place / "share/cmake")
END
  ) || return 1
  version=${found%% *}
  [ -n "$found" ] && at_least "$version" "$torch_minimum" && torch_dir=$(torch_config_in "${found#* }")
}

get_libtorch() {
  local prefix
  local -a prefixes=()
  if [ -n "$user_torch_dir" ]; then
    torch_dir=$(torch_config_in "$user_torch_dir") || fail 2 "$user_torch_dir: there is no TorchConfig.cmake; correct Torch_DIR"
    say "LibTorch: from Torch_DIR"
    return 0
  fi
  IFS=';:' read -r -a prefixes <<< "$user_prefixes"
  for prefix in ${prefixes[@]+"${prefixes[@]}"}; do
    if torch_dir=$(torch_config_in "$prefix"); then
      say "LibTorch: from CMAKE_PREFIX_PATH, $prefix"
      return 0
    fi
  done
  if [ -x "$venv/bin/python" ] && [ -e "$venv/torch-is-complete" ] && torch_of_python "$venv/bin/python"; then
    say "LibTorch: in build/env"
    return 0
  fi
  if has python3 && torch_of_python python3; then
    say "LibTorch: from this system's python3, $torch_dir"
    return 0
  fi
  make_venv
  local log="$build/pip-torch.log"
  if [ "$(uname -sm)" = "Linux x86_64" ] && ! has_gpu; then
    say "installing LibTorch $torch_version for CPU runs into build/env (about 1.3 GB, a few minutes)"
    pip_install "$log" --no-deps "torch==$torch_version" "$cuda_runtime" "$cuda_cupti"
  else
    say "installing LibTorch $torch_version into build/env (with CUDA, about 4.4 GB, some minutes)"
    pip_install "$log" "torch==$torch_version"
  fi || fail 1 "pip could not install torch $torch_version (the whole log: $log); check the network and that Python is 3.10 or later, or name a LibTorch with -DCMAKE_PREFIX_PATH=DIR"
  torch_of_python "$venv/bin/python" || fail 1 "the torch package in build/env has no headers; remove build/env and run this again"
  touch "$venv/torch-is-complete"
  say "LibTorch $torch_version is in build/env"
}
