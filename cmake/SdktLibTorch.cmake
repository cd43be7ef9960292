# SPDX-License-Identifier: MIT
#
# sdkt::torch, the LibTorch that everything links. Used by the build and, installed, by sdktConfig.cmake.
#
# Without CUDA it is libtorch_cpu and libc10 of the tree and nothing else: LibTorch's own package file demands
# a CUDA toolkit of every tree that was built with one, and a program that loads the CUDA part starts slower
# and takes four times the memory. With CUDA and nvcc it is LibTorch's own package; with an NVIDIA driver but
# no nvcc it is the tree's libraries, which is all that ATen's operators need.
#
# Reads:   Torch_DIR, CMAKE_PREFIX_PATH (also from the environment), SDKT_CUDA (AUTO, ON, OFF).
# Defines: sdkt::torch, or SDKT_TORCH_PROBLEM, one sentence that says what to do.
#          SDKT_TORCH_ROOT, SDKT_TORCH_VERSION, SDKT_TORCH_CUDA (ON, OFF).
# At file scope on purpose: LibTorch's package enables the language CUDA, which no function may.

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
      "LibTorch was not found; run ./quickstart build, which gets it, or say where it is with -DCMAKE_PREFIX_PATH=DIR (for a Python package: the folder that torch.utils.cmake_prefix_path names).")
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
      "The LibTorch at ${SDKT_TORCH_ROOT} lacks its headers or lib/libtorch_cpu or lib/libc10; install it anew, or run ./quickstart build and remove Torch_DIR from the CMake cache.")
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
      "The LibTorch at ${SDKT_TORCH_ROOT} is version ${SDKT_TORCH_VERSION} and sdkt needs ${SDKT_TORCH_MINIMUM} or later; upgrade it (pip install -U torch), or run ./quickstart build -DTorch_DIR= to let it get one.")
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
        "SDKT_CUDA is ON but the LibTorch at ${SDKT_TORCH_ROOT} was built without CUDA; use a CUDA build of LibTorch, or configure with -DSDKT_CUDA=OFF.")
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

if(SDKT_TORCH_CUDA AND SDKT_NVCC)
  if(NOT DEFINED TORCH_CUDA_ARCH_LIST AND NOT DEFINED ENV{TORCH_CUDA_ARCH_LIST})
    set(TORCH_CUDA_ARCH_LIST "8.0;9.0;10.0+PTX") # asked to find out by itself, LibTorch tries architectures that nvcc 13 dropped
  endif()
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
  find_package(Torch REQUIRED)
  unset(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
  set(sdkt_torch_libraries ${TORCH_LIBRARIES})
  set(sdkt_torch_how "its own package, with CUDA")
else()
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
