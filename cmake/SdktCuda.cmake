# SPDX-License-Identifier: MIT
#
# sdkt::cuda, the kernels: a static library that nvcc compiles in the build that uses it. Used by the build and,
# installed, by sdktConfig.cmake, behind SdktLibTorch.
#
# Where CUDA is not linked, or there is no nvcc, it is empty: a project may always link it, and its programs use
# ATen's operators.
#
# Reads:   SDKT_TORCH_CUDA, SDKT_NVCC, SDKT_CUDA_INCLUDE (the folder of sdkt/cuda).
# Defines: sdkt::cuda.

if(TARGET sdkt::cuda)
  return()
endif()
add_library(sdkt_cuda INTERFACE)
add_library(sdkt::cuda ALIAS sdkt_cuda)
if(NOT SDKT_TORCH_CUDA OR NOT SDKT_NVCC)
  return()
endif()

# The kernels see no LibTorch. The language is on: LibTorch's package has enabled it, with flags for
# TORCH_CUDA_ARCH_LIST. C++17 is all they need, and CMake knows C++20 of nvcc only from 3.25.2 on.
find_package(CUDAToolkit REQUIRED)
add_library(sdkt_cuda_kernels STATIC EXCLUDE_FROM_ALL "${SDKT_CUDA_INCLUDE}/sdkt/cuda/launch.cu")
set_target_properties(
  sdkt_cuda_kernels
  PROPERTIES CUDA_ARCHITECTURES OFF
             CUDA_STANDARD 17
             CUDA_STANDARD_REQUIRED ON
             POSITION_INDEPENDENT_CODE ON)
target_include_directories(sdkt_cuda_kernels PRIVATE "${SDKT_CUDA_INCLUDE}")
target_link_libraries(sdkt_cuda_kernels PRIVATE CUDA::cudart)

# What a program finds them by. Nothing names it, so a link option does.
add_library(sdkt_cuda_link STATIC EXCLUDE_FROM_ALL "${SDKT_CUDA_INCLUDE}/sdkt/cuda/link.cpp")
set_target_properties(sdkt_cuda_link PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_include_directories(sdkt_cuda_link PRIVATE "${SDKT_CUDA_INCLUDE}")
target_link_libraries(sdkt_cuda_link PRIVATE sdkt::torch sdkt_cuda_kernels CUDA::cudart)
target_link_libraries(sdkt_cuda INTERFACE sdkt_cuda_link)
target_link_options(sdkt_cuda INTERFACE "LINKER:--undefined=sdkt_cuda_kernels")
