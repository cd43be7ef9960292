# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What `run.sh check` checks. To be sourced by run.sh.
#
# shellcheck disable=SC2034,SC2154 # names of run.sh

section Tests
telling=tests_line ours 'kernels against their twins, large' 60 cuda_tests '[kernels][large]'
telling=tests_line ours 'runs against the CPU, repeated' 110 cuda_tests '~[kernels]'

# Of small shapes and of sdkt's own kernels: cuBLAS and cuDNN have findings of their own, and racecheck counts every
# access. Without PyTorch's cache of memory each tensor is an allocation, and an overrun leaves it.
section 'compute-sanitizer, kernels of sdkt, small shapes'
sanitizer=$(command -v compute-sanitizer || echo /usr/local/cuda/bin/compute-sanitizer)
sanitized() { # tool seconds
  local filter=() help
  help=$("$sanitizer" --help 2>&1)
  case $help in
    *--kernel-name*) filter=(--kernel-name kns=sdkt) ;;
    *--kernel-regex*) filter=(--kernel-regex kns=sdkt) ;;
  esac
  environment=(PYTORCH_NO_CUDA_MEMORY_CACHING=1)
  telling=sanitizer_line unbuffered=no check "$1" "$2" env "LD_LIBRARY_PATH=$libraries" "${environment[@]}" "$sanitizer" \
    --tool "$1" --error-exitcode 9 --report-api-errors no ${filter[@]+"${filter[@]}"} "$(path_of cuda_tests)" '[kernels]~[large]'
  environment=()
}
sanitizer_line() { said | sed -n 's/^=* *\(\(ERROR\|RACECHECK\) SUMMARY: .*\)/\1/p' | tail -n 1; }
# What libraries leave unwritten on purpose shows as well: for information, and no failure.
uninitialised() { printf 'for information: %s' "$(sanitizer_line)"; }
if [ -x "$sanitizer" ]; then
  sanitized memcheck 90
  sanitized racecheck 90
  excusing=uninitialised sanitized initcheck 60
else
  row compute-sanitizer 'skipped: it is not installed'
fi
# Any machine can run these; they are no reason to build.
[ -n "$reason" ] || telling=tests_line ours 'twins against ATen in double, on the CPU' 60 unit_kernels
telling=
