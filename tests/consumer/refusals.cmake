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
refuses(old "is version 1.13.1, but sdkt needs 2.11 or later; upgrade it" "-DTorch_DIR=${work}/old/share/cmake/Torch")

file(WRITE "${work}/bare/share/cmake/Torch/TorchConfig.cmake" "")
refuses(bare "lacks its headers or lib/libtorch_cpu or lib/libc10" "-DTorch_DIR=${work}/bare/share/cmake/Torch")

# A LibTorch and an nvcc of two versions of CUDA, and architectures that are none.
file(WRITE "${work}/cuda/share/cmake/Torch/TorchConfig.cmake" "")
file(WRITE "${work}/cuda/include/ATen/core/Tensor.h" "")
file(WRITE "${work}/cuda/include/torch/headeronly/version.h"
     "#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION_MINOR 14\n#define TORCH_VERSION_PATCH 1\n")
foreach(name torch_cpu c10 torch_cuda)
  file(WRITE "${work}/cuda/lib/lib${name}.so" "")
endforeach()
file(WRITE "${work}/cuda/lib/libc10_cuda.so" "cudaMalloc@libcudart.so.12\n")
file(WRITE "${work}/nvcc" "#!/bin/sh\necho 'Cuda compilation tools, release 13.0, V13.0.88'\n")
file(CHMOD "${work}/nvcc" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
set(cuda "-DTorch_DIR=${work}/cuda/share/cmake/Torch" "-DSDKT_NVCC=${work}/nvcc" -DSDKT_CUDA=ON)
refuses(nvcc "is nvcc of CUDA 13, but the LibTorch at .* is built for CUDA 12; specify an nvcc of CUDA 12" ${cuda})
file(WRITE "${work}/cuda/lib/libc10_cuda.so" "cudaMalloc@libcudart.so.13\n")
refuses(architectures "Hopper is not an architecture; give numbers" ${cuda} -DTORCH_CUDA_ARCH_LIST=Hopper)
refuses(compilers "SDKT_COMPILERS is many; give the number of parallel compilers" ${cuda} -DSDKT_COMPILERS=many)
