# SPDX-License-Identifier: MIT
#
# Copies the consumer PROJECT out of the tree, builds it with sdkt in the way WAY and runs it. LAYOUT says how LibTorch
# lies (CUDA: with its CUDA part): as_is, or zip or debian, made of links to the one of this build, or none.
cmake_minimum_required(VERSION 3.24)
include("${CMAKE_CURRENT_LIST_DIR}/run_command.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/torch_layouts.cmake")

set(work "${BUILD_DIR}/consumer/${PROJECT}")
file(REMOVE_RECURSE "${work}")
file(GLOB sources "${CMAKE_CURRENT_LIST_DIR}/${PROJECT}/*")
if(NOT EXISTS "${CMAKE_CURRENT_LIST_DIR}/${PROJECT}/main.cpp")
  list(APPEND sources "${CMAKE_CURRENT_LIST_DIR}/main.cpp")
endif()
file(COPY ${sources} "${CMAKE_CURRENT_LIST_DIR}/check_usage.cmake" DESTINATION "${work}/source")

set(arguments "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" "-DCMAKE_CXX_COMPILER=${CXX}")
if(WAY STREQUAL "add_subdirectory")
  list(APPEND arguments "-DSDKT_TREE=${SOURCE_DIR}")
elseif(WAY STREQUAL "fetch_content")
  list(APPEND arguments "-DFETCHCONTENT_SOURCE_DIR_SDKT=${SOURCE_DIR}" -DFETCHCONTENT_FULLY_DISCONNECTED=ON)
else()
  set(installed "${BUILD_DIR}")
  if(LAYOUT STREQUAL "none") # as packagers install: the headers alone
    set(installed "${work}/headers")
    file(WRITE "${work}/torch/TorchConfig.cmake" "")
    run("${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${installed}" -G "${GENERATOR}" -C "${CACHE}"
        "-DCMAKE_CXX_COMPILER=${CXX}" "-DTorch_DIR=${work}/torch" -DSDKT_BUILD_TESTS=OFF -DSDKT_BUILD_EXAMPLES=OFF
        -DSDKT_BUILD_BENCHMARKS=OFF -DSDKT_BUILD_PROGRAM=OFF)
  endif()
  run("${CMAKE_COMMAND}" --install "${installed}" --component sdkt_development --prefix "${work}/prefix")
  list(APPEND arguments "-Dsdkt_ROOT=${work}/prefix")
endif()
if(LAYOUT MATCHES "zip|debian")
  torch_laid_out(${LAYOUT} "${TORCH_DIR}" "${work}/torch" torch_dir)
  list(APPEND arguments "-DTorch_DIR=${torch_dir}")
endif()
if(CUDA)
  list(APPEND arguments -DSDKT_CUDA=ON)
endif()
run("${CMAKE_COMMAND}" -S "${work}/source" -B "${work}/build" -G "${GENERATOR}" -C "${CACHE}" ${arguments})
run("${CMAKE_COMMAND}" --build "${work}/build")
if(CUDA)
  # LibTorch's CUDA part needs libraries of NVIDIA's that a CPU run never loads.
  execute_process(COMMAND ldd "${work}/build/consumer" OUTPUT_VARIABLE libraries)
  string(REGEX MATCHALL "[^ \t\n]+ => not found" missing "${libraries}")
  if(missing)
    list(TRANSFORM missing REPLACE " => not found" "")
    list(REMOVE_DUPLICATES missing)
    list(JOIN missing ", " missing)
    message(STATUS "linked with sdkt::cuda and LibTorch's CUDA part, and not run: ${missing} are not here")
    return()
  endif()
endif()
run("${CMAKE_COMMAND}" -E env "SDKT_MINI=${SOURCE_DIR}/examples/mini" OMP_NUM_THREADS=1 "${work}/build/consumer")

# A library that hides its symbols hides sdkt's with them.
find_program(NM nm)
if(EXISTS "${work}/build/libplugin.so" AND NM)
  execute_process(COMMAND "${NM}" --dynamic --defined-only "${work}/build/libplugin.so" OUTPUT_VARIABLE symbols)
  if(symbols MATCHES "4sdkt" OR NOT symbols MATCHES "plugin_learns")
    message(FATAL_ERROR "the library shows\n${symbols}")
  endif()
endif()
