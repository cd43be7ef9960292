# SPDX-License-Identifier: MIT
#
# sdkt::distributed: several processes that share a run, over LibTorch's c10d. One source file, compiled in the build
# that uses it. A program that links the target changes nothing else. Used by the build and, installed, by
# sdktConfig.cmake.
#
# Reads:   the target sdkt::sdkt, SDKT_SOURCES (the folder of distributed/c10d.cpp).
# Defines: sdkt::distributed.

if(TARGET sdkt::distributed)
  return()
endif()
add_library(sdkt_distributed_group STATIC EXCLUDE_FROM_ALL "${SDKT_SOURCES}/distributed/c10d.cpp")
set_target_properties(sdkt_distributed_group PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF UNITY_BUILD OFF)
target_include_directories(sdkt_distributed_group SYSTEM BEFORE PRIVATE "${SDKT_SOURCES}/distributed/gloo_declarations")
target_link_libraries(sdkt_distributed_group PRIVATE sdkt::sdkt)
add_library(sdkt_distributed INTERFACE)
add_library(sdkt::distributed ALIAS sdkt_distributed)
# Nothing names the group, so a link option does.
target_link_libraries(sdkt_distributed INTERFACE sdkt_distributed_group)
target_link_options(sdkt_distributed INTERFACE "LINKER:--undefined=sdkt_distributed_processes")
