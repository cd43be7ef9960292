# SPDX-License-Identifier: MIT
#
# What configuring says where LibTorch is missing, incomplete or too old: one sentence with what to do.
cmake_minimum_required(VERSION 3.24)

set(work "${BUILD_DIR}/consumer/refusals")
file(REMOVE_RECURSE "${work}")

# refuses(name sentence arguments...)
function(refuses name sentence)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -E env --unset=CMAKE_PREFIX_PATH --unset=Torch_DIR --unset=Torch_ROOT "${CMAKE_COMMAND}" -S
            "${SOURCE_DIR}" -B "${work}/${name}-build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
            "-DCMAKE_MAKE_PROGRAM=${CMAKE_MAKE_PROGRAM}" -DCMAKE_PREFIX_PATH= -DSDKT_BUILD_TESTS=OFF
            -DSDKT_BUILD_EXAMPLES=OFF -DSDKT_BUILD_PROGRAM=ON -DSDKT_BUILD_BENCHMARKS=OFF ${ARGN}
    RESULT_VARIABLE status
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(status EQUAL 0 OR NOT output MATCHES "${sentence}")
    message(FATAL_ERROR "${name}: expected \"${sentence}\" and got (${status}):\n${output}")
  endif()
  message(STATUS "${name}: refused as it should be")
endfunction()

include("${CACHE}") # where the other libraries are
unset(CMAKE_PREFIX_PATH CACHE)
unset(Torch_DIR CACHE)

file(WRITE "${work}/old/share/cmake/Torch/TorchConfig.cmake" "")
file(WRITE "${work}/old/include/ATen/core/Tensor.h" "")
file(WRITE "${work}/old/include/torch/csrc/api/include/torch/version.h"
     "#define TORCH_VERSION_MAJOR 1\n#define TORCH_VERSION_MINOR 13\n#define TORCH_VERSION_PATCH 1\n")
file(WRITE "${work}/old/lib/libtorch_cpu.so" "")
file(WRITE "${work}/old/lib/libc10.so" "")
refuses(old "is version 1.13.1 and sdkt needs 2.11 or later; upgrade it" "-DTorch_DIR=${work}/old/share/cmake/Torch")

file(WRITE "${work}/bare/share/cmake/Torch/TorchConfig.cmake" "")
refuses(bare "lacks its headers or lib/libtorch_cpu or lib/libc10" "-DTorch_DIR=${work}/bare/share/cmake/Torch")
