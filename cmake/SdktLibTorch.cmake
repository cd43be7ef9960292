# SPDX-License-Identifier: MIT
#
# sdkt::torch, the LibTorch that everything links. Used by the build and, installed, by sdktConfig.cmake.
#
# It is libraries of the tree and nothing else: libtorch_cpu and libc10, and with CUDA libtorch_cuda beside them.
# LibTorch's own package file demands cuBLAS, cuFFT, cuRAND and more of a CUDA toolkit, of every tree that was built
# with one. A program that loads the CUDA part starts slower and takes four times the memory, so a CPU build does not.
#
# Reads:   Torch_DIR, CMAKE_PREFIX_PATH (also from the environment), SDKT_CUDA (AUTO, ON, OFF), SDKT_NVCC (nvcc or OFF).
# Defines: sdkt::torch, or SDKT_TORCH_PROBLEM, one sentence that says what to do.
#          SDKT_TORCH_ROOT, SDKT_TORCH_VERSION, SDKT_TORCH_CUDA (ON, OFF), SDKT_NVCC.

set(SDKT_TORCH_PROBLEM "")
set(SDKT_TORCH_MINIMUM 2.11)
if(TARGET sdkt::torch)
  return()
endif()

# The tree. find_package(Torch) would run the package file, so only the place is looked up.
set(sdkt_torch_suffixes Torch share/cmake/Torch lib/cmake/Torch lib64/cmake/Torch
                        lib/${CMAKE_LIBRARY_ARCHITECTURE}/cmake/Torch)
find_path(
  Torch_DIR TorchConfig.cmake
  HINTS ${Torch_ROOT} ENV Torch_ROOT ENV Torch_DIR ${CMAKE_PREFIX_PATH} ENV CMAKE_PREFIX_PATH
  PATHS /usr/local/libtorch /opt/libtorch /usr/local /usr
  PATH_SUFFIXES ${sdkt_torch_suffixes}
  DOC "Folder of TorchConfig.cmake")
if(NOT Torch_DIR)
  set(SDKT_TORCH_PROBLEM
      "LibTorch was not found; run ./quickstart build, which downloads it, or specify its location with -DCMAKE_PREFIX_PATH=DIR (for a Python package: the folder that torch.utils.cmake_prefix_path names).")
  return()
endif()
# Its root is where the headers are: three floors above in the Python package and in the zip, four in Debian's package.
get_filename_component(SDKT_TORCH_ROOT "${Torch_DIR}/../../.." REALPATH)
get_filename_component(sdkt_above "${SDKT_TORCH_ROOT}/.." REALPATH)
if(NOT EXISTS "${SDKT_TORCH_ROOT}/include/ATen/core/Tensor.h" AND EXISTS "${sdkt_above}/include/ATen/core/Tensor.h")
  set(SDKT_TORCH_ROOT "${sdkt_above}")
endif()
set(sdkt_torch_lib "${SDKT_TORCH_ROOT}/lib")
if(CMAKE_LIBRARY_ARCHITECTURE AND EXISTS "${sdkt_torch_lib}/${CMAKE_LIBRARY_ARCHITECTURE}/libtorch_cpu.so")
  set(sdkt_torch_lib "${sdkt_torch_lib}/${CMAKE_LIBRARY_ARCHITECTURE}")
endif()

find_library(SDKT_TORCH_CPU_LIBRARY torch_cpu PATHS "${sdkt_torch_lib}" NO_DEFAULT_PATH NO_CACHE)
find_library(SDKT_TORCH_C10_LIBRARY c10 PATHS "${sdkt_torch_lib}" NO_DEFAULT_PATH NO_CACHE)
if(NOT SDKT_TORCH_CPU_LIBRARY OR NOT SDKT_TORCH_C10_LIBRARY OR NOT EXISTS
                                                             "${SDKT_TORCH_ROOT}/include/ATen/core/Tensor.h")
  set(SDKT_TORCH_PROBLEM
      "The LibTorch at ${SDKT_TORCH_ROOT} lacks its headers or lib/libtorch_cpu or lib/libc10; reinstall it, or run ./quickstart build and remove Torch_DIR from the CMake cache.")
  return()
endif()

# Its version, out of the headers that will be compiled.
set(SDKT_TORCH_VERSION "")
foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
  if(NOT SDKT_TORCH_VERSION AND EXISTS "${SDKT_TORCH_ROOT}/include/${header}")
    file(READ "${SDKT_TORCH_ROOT}/include/${header}" sdkt_version_header)
    if(sdkt_version_header MATCHES "define TORCH_VERSION_MAJOR ([0-9]+)")
      set(SDKT_TORCH_VERSION ${CMAKE_MATCH_1})
      string(REGEX MATCH "define TORCH_VERSION_MINOR ([0-9]+)" sdkt_match "${sdkt_version_header}")
      string(APPEND SDKT_TORCH_VERSION ".${CMAKE_MATCH_1}")
      string(REGEX MATCH "define TORCH_VERSION_PATCH ([0-9]+)" sdkt_match "${sdkt_version_header}")
      string(APPEND SDKT_TORCH_VERSION ".${CMAKE_MATCH_1}")
    endif()
  endif()
endforeach()
if(NOT SDKT_TORCH_VERSION OR SDKT_TORCH_VERSION VERSION_LESS SDKT_TORCH_MINIMUM)
  set(SDKT_TORCH_PROBLEM
      "The LibTorch at ${SDKT_TORCH_ROOT} is version ${SDKT_TORCH_VERSION}, but sdkt needs ${SDKT_TORCH_MINIMUM} or later; upgrade it (pip install -U torch), or run ./quickstart build -DTorch_DIR=, which downloads one.")
  return()
endif()

# CUDA or not.
find_library(SDKT_TORCH_CUDA_LIBRARY torch_cuda PATHS "${sdkt_torch_lib}" NO_DEFAULT_PATH NO_CACHE)
find_program(
  SDKT_NVCC nvcc
  HINTS ENV CUDACXX ENV CUDA_HOME ENV CUDA_PATH
  PATHS /usr/local/cuda
  PATH_SUFFIXES bin)
if(NOT DEFINED SDKT_CUDA OR SDKT_CUDA STREQUAL "AUTO")
  if(SDKT_TORCH_CUDA_LIBRARY AND EXISTS /proc/driver/nvidia/version)
    set(SDKT_TORCH_CUDA ON)
  else()
    set(SDKT_TORCH_CUDA OFF)
  endif()
elseif(SDKT_CUDA)
  set(SDKT_TORCH_CUDA ON)
  if(NOT SDKT_TORCH_CUDA_LIBRARY)
    set(SDKT_TORCH_PROBLEM
        "SDKT_CUDA is ON, but the LibTorch at ${SDKT_TORCH_ROOT} was built without CUDA; use a CUDA build of LibTorch, or configure with -DSDKT_CUDA=OFF.")
    return()
  endif()
else()
  set(SDKT_TORCH_CUDA OFF)
endif()

# The old string ABI, where the tree says that it was built with it.
file(READ "${Torch_DIR}/TorchConfig.cmake" sdkt_torch_config)
set(sdkt_torch_definitions AT_PER_OPERATOR_HEADERS)
if(sdkt_torch_config MATCHES "_GLIBCXX_USE_CXX11_ABI=([01])")
  list(APPEND sdkt_torch_definitions "_GLIBCXX_USE_CXX11_ABI=${CMAKE_MATCH_1}")
endif()

# nvcc brings a CUDA runtime; a program can only have the one that LibTorch has.
if(SDKT_TORCH_CUDA AND SDKT_NVCC)
  set(sdkt_torch_runtime "")
  set(sdkt_nvcc_runtime "")
  find_library(SDKT_TORCH_C10_CUDA_LIBRARY c10_cuda PATHS "${sdkt_torch_lib}" NO_DEFAULT_PATH NO_CACHE)
  if(SDKT_TORCH_C10_CUDA_LIBRARY)
    file(STRINGS "${SDKT_TORCH_C10_CUDA_LIBRARY}" sdkt_match REGEX "libcudart\\.so\\.[0-9]+" LIMIT_COUNT 1)
    string(REGEX REPLACE ".*libcudart\\.so\\.([0-9]+).*" "\\1" sdkt_torch_runtime "${sdkt_match}")
  endif()
  execute_process(COMMAND "${SDKT_NVCC}" --version OUTPUT_VARIABLE sdkt_match ERROR_QUIET)
  if(sdkt_match MATCHES "release ([0-9]+)\\.")
    set(sdkt_nvcc_runtime "${CMAKE_MATCH_1}")
  endif()
  if(sdkt_torch_runtime AND NOT sdkt_torch_runtime STREQUAL sdkt_nvcc_runtime)
    set(sdkt_mismatch
        "${SDKT_NVCC} is nvcc of CUDA ${sdkt_nvcc_runtime}, but the LibTorch at ${SDKT_TORCH_ROOT} is built for CUDA ${sdkt_torch_runtime}")
    if(DEFINED SDKT_CUDA AND NOT SDKT_CUDA STREQUAL "AUTO")
      set(SDKT_TORCH_PROBLEM
          "${sdkt_mismatch}; specify an nvcc of CUDA ${sdkt_torch_runtime} with -DSDKT_NVCC=FILE, or build without kernels with -DSDKT_NVCC=OFF.")
      return()
    endif()
    message(STATUS "sdkt: no kernels: ${sdkt_mismatch}")
    set(SDKT_NVCC OFF)
  endif()
endif()

add_library(sdkt::torch_cpu SHARED IMPORTED GLOBAL)
set_target_properties(sdkt::torch_cpu PROPERTIES IMPORTED_LOCATION "${SDKT_TORCH_CPU_LIBRARY}")
add_library(sdkt::c10 SHARED IMPORTED GLOBAL)
set_target_properties(sdkt::c10 PROPERTIES IMPORTED_LOCATION "${SDKT_TORCH_C10_LIBRARY}")
set(sdkt_torch_libraries sdkt::torch_cpu sdkt::c10)
set(sdkt_torch_how "CPU only")
if(SDKT_TORCH_CUDA)
  # No symbol of a program names the CUDA part, which registers its operators when it is loaded.
  list(APPEND sdkt_torch_libraries "-Wl,--push-state,--no-as-needed,${SDKT_TORCH_CUDA_LIBRARY},--pop-state"
       "-Wl,-rpath,${sdkt_torch_lib}")
  set(sdkt_torch_how "with CUDA, without nvcc")
  if(SDKT_NVCC)
    set(sdkt_torch_how "with CUDA, nvcc at ${SDKT_NVCC}")
  endif()
endif()

add_library(sdkt::torch INTERFACE IMPORTED GLOBAL)
set_target_properties(
  sdkt::torch
  PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES
    "${SDKT_TORCH_ROOT}/include;${SDKT_TORCH_ROOT}/include/torch/csrc/api/include"
    INTERFACE_COMPILE_DEFINITIONS "${sdkt_torch_definitions}"
    INTERFACE_COMPILE_FEATURES cxx_std_20)
target_link_libraries(sdkt::torch INTERFACE ${sdkt_torch_libraries})
if(NOT APPLE)
  # The tree's libraries name libraries of the CUDA packages that a CPU run never loads.
  target_link_options(sdkt::torch INTERFACE -Wl,--allow-shlib-undefined)
endif()
message(STATUS "sdkt: LibTorch ${SDKT_TORCH_VERSION} at ${SDKT_TORCH_ROOT} (${sdkt_torch_how})")
