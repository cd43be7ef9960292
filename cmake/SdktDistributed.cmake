# SPDX-License-Identifier: MIT
#
# sdkt::distributed: several processes that share a run, over LibTorch's c10d. One source file, compiled in the build
# that uses it. A program that links the target changes nothing else. Used by the build and, installed, by
# sdktConfig.cmake.
#
# Tensors on CUDA devices travel by NCCL if CUDA is linked and both the headers of the CUDA toolkit and nccl.h are
# found. nccl.h must be that of the NCCL with which LibTorch was built: the one beside LibTorch's wheel comes first.
#
# Reads:   the target sdkt::sdkt, SDKT_SOURCES (the folder of distributed/c10d.cpp), SDKT_TORCH_ROOT, SDKT_TORCH_CUDA,
#          SDKT_TORCH_CUDA_LIBRARY, sdkt_torch_lib, SDKT_NCCL_INCLUDE (the folder of nccl.h).
# Defines: sdkt::distributed, SDKT_NCCL (the folder of nccl.h, or empty).

if(TARGET sdkt::distributed)
  return()
endif()
add_library(sdkt_distributed_group STATIC EXCLUDE_FROM_ALL "${SDKT_SOURCES}/distributed/c10d.cpp")
set_target_properties(sdkt_distributed_group PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF UNITY_BUILD OFF)
target_include_directories(sdkt_distributed_group SYSTEM BEFORE PRIVATE "${SDKT_SOURCES}/distributed/gloo_declarations")
target_link_libraries(sdkt_distributed_group PRIVATE sdkt::sdkt)

set(SDKT_NCCL "")
if(SDKT_TORCH_CUDA)
  find_package(CUDAToolkit QUIET)
  find_path(SDKT_NCCL_INCLUDE nccl.h PATHS "${SDKT_TORCH_ROOT}/../nvidia/nccl/include"
            "${SDKT_TORCH_ROOT}/../nvidia/cu13/include" NO_DEFAULT_PATH)
  find_path(SDKT_NCCL_INCLUDE nccl.h)
  find_library(SDKT_TORCH_C10_CUDA_LIBRARY c10_cuda PATHS "${sdkt_torch_lib}" NO_DEFAULT_PATH NO_CACHE)
  if(CUDAToolkit_FOUND AND SDKT_NCCL_INCLUDE AND SDKT_TORCH_C10_CUDA_LIBRARY)
    set(SDKT_NCCL "${SDKT_NCCL_INCLUDE}")
    target_compile_definitions(sdkt_distributed_group PRIVATE USE_C10D_NCCL)
    target_include_directories(sdkt_distributed_group SYSTEM BEFORE PRIVATE "${SDKT_NCCL}")
    target_include_directories(sdkt_distributed_group SYSTEM PRIVATE ${CUDAToolkit_INCLUDE_DIRS})
    target_link_libraries(sdkt_distributed_group PRIVATE "${SDKT_TORCH_CUDA_LIBRARY}" "${SDKT_TORCH_C10_CUDA_LIBRARY}")
    message(STATUS "sdkt: several CUDA devices exchange tensors by NCCL, with nccl.h in ${SDKT_NCCL}")
  else()
    message(STATUS "sdkt: several CUDA devices exchange tensors through the host's memory; for NCCL, install the headers "
                   "of the CUDA toolkit, and specify the folder of nccl.h with -DSDKT_NCCL_INCLUDE=DIR")
  endif()
endif()

add_library(sdkt_distributed INTERFACE)
add_library(sdkt::distributed ALIAS sdkt_distributed)
# Nothing names the group, so a link option does.
target_link_libraries(sdkt_distributed INTERFACE sdkt_distributed_group)
target_link_options(sdkt_distributed INTERFACE "LINKER:--undefined=sdkt_distributed_processes")
