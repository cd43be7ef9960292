# SPDX-License-Identifier: MIT
#
# sdkt::cuda, the kernels: a static library that nvcc compiles in the build that uses it. Used by the build and,
# installed, by sdktConfig.cmake, behind SdktLibTorch.
#
# Where CUDA is not linked, or there is no nvcc, it is empty: a project may always link it, and its programs use
# ATen's operators.
#
# Reads:   the target sdkt::sdkt, SDKT_TORCH_CUDA, SDKT_NVCC, SDKT_CUDA_INCLUDE (the folder of sdkt/cuda),
#          SDKT_SOURCES (the folder of cuda/launch.cu), TORCH_CUDA_ARCH_LIST.
# Defines: sdkt::cuda.

if(TARGET sdkt::cuda)
  return()
endif()
add_library(sdkt_cuda INTERFACE)
add_library(sdkt::cuda ALIAS sdkt_cuda)
if(NOT SDKT_TORCH_CUDA OR NOT SDKT_NVCC)
  return()
endif()

# Architectures: those of TORCH_CUDA_ARCH_LIST as LibTorch writes them ("9.0;10.0+PTX"), else CMAKE_CUDA_ARCHITECTURES,
# else the three that are tested.
set(sdkt_architectures "${TORCH_CUDA_ARCH_LIST}")
if(NOT sdkt_architectures)
  set(sdkt_architectures "$ENV{TORCH_CUDA_ARCH_LIST}")
endif()
if(sdkt_architectures)
  string(REGEX REPLACE "[ ,;]+" ";" sdkt_architectures "${sdkt_architectures}")
  set(CMAKE_CUDA_ARCHITECTURES "")
  foreach(architecture IN LISTS sdkt_architectures)
    if(NOT architecture MATCHES "^([0-9]+)\\.([0-9][a-z]?)(\\+PTX)?$")
      message(FATAL_ERROR "TORCH_CUDA_ARCH_LIST is \"${sdkt_architectures}\", but ${architecture} is not an architecture; "
                          "give numbers, for example -DTORCH_CUDA_ARCH_LIST=9.0 or \"8.0;9.0+PTX\".")
    endif()
    set(sdkt_number "${CMAKE_MATCH_1}${CMAKE_MATCH_2}")
    if(NOT CMAKE_MATCH_3)
      string(APPEND sdkt_number "-real")
    endif()
    list(APPEND CMAKE_CUDA_ARCHITECTURES "${sdkt_number}")
  endforeach()
elseif(NOT DEFINED CMAKE_CUDA_ARCHITECTURES AND NOT DEFINED ENV{CUDAARCHS})
  set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 100)
endif()

# At file scope on purpose: no function may enable a language.
if(NOT CMAKE_CUDA_COMPILER)
  set(CMAKE_CUDA_COMPILER "${SDKT_NVCC}")
endif()
# LibTorch has the shared runtime, and a process has one. Programs that are added after this one take it too.
set(CMAKE_CUDA_RUNTIME_LIBRARY Shared)
enable_language(CUDA)
find_package(CUDAToolkit QUIET)
if(NOT TARGET CUDA::cudart)
  message(FATAL_ERROR "${CMAKE_CUDA_COMPILER} was found, but not the headers and the library of the CUDA runtime "
                      "(cuda_runtime_api.h, libcudart.so); install them (Debian: cuda-cudart-dev), or build without kernels "
                      "with -DSDKT_NVCC=OFF.")
endif()

# The kernels see no LibTorch. C++17 is all they need, and CMake knows C++20 of nvcc only from 3.25.2 on.
add_library(sdkt_cuda_kernels STATIC EXCLUDE_FROM_ALL "${SDKT_SOURCES}/cuda/launch.cu")
set_target_properties(
  sdkt_cuda_kernels
  PROPERTIES CUDA_ARCHITECTURES "${CMAKE_CUDA_ARCHITECTURES}"
             CUDA_RUNTIME_LIBRARY Shared
             CUDA_STANDARD 17
             CUDA_STANDARD_REQUIRED ON
             POSITION_INDEPENDENT_CODE ON)
target_include_directories(sdkt_cuda_kernels PRIVATE "${SDKT_CUDA_INCLUDE}")
target_link_libraries(sdkt_cuda_kernels PRIVATE CUDA::cudart)

# What a program finds them by. Nothing names it, so a link option does.
add_library(sdkt_cuda_link STATIC EXCLUDE_FROM_ALL "${SDKT_SOURCES}/cuda/link.cpp")
set_target_properties(sdkt_cuda_link PROPERTIES CUDA_RUNTIME_LIBRARY Shared POSITION_INDEPENDENT_CODE ON)
target_link_libraries(sdkt_cuda_link PRIVATE sdkt::sdkt sdkt_cuda_kernels "${SDKT_TORCH_C10_CUDA_LIBRARY}" CUDA::cudart)
target_link_libraries(sdkt_cuda INTERFACE sdkt_cuda_link)
target_link_options(sdkt_cuda INTERFACE "LINKER:--undefined=sdkt_cuda_kernels")
