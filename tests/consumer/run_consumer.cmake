# SPDX-License-Identifier: MIT
#
# Copies a consumer out of the tree, builds it with sdkt in the way MODE and runs it.
cmake_minimum_required(VERSION 3.24)
include("${CMAKE_CURRENT_LIST_DIR}/run_command.cmake")

set(work "${BUILD_DIR}/consumer/${MODE}")
file(REMOVE_RECURSE "${work}/source" "${work}/build" "${work}/prefix")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/${MODE}/CMakeLists.txt" "${CMAKE_CURRENT_LIST_DIR}/main.cpp"
          "${CMAKE_CURRENT_LIST_DIR}/check_usage.cmake" DESTINATION "${work}/source")

set(arguments "")
if(MODE STREQUAL "add_subdirectory")
  list(APPEND arguments "-DSDKT_TREE=${SOURCE_DIR}")
elseif(MODE STREQUAL "fetch_content")
  list(APPEND arguments "-DFETCHCONTENT_SOURCE_DIR_SDKT=${SOURCE_DIR}" -DFETCHCONTENT_FULLY_DISCONNECTED=ON)
else()
  run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --component sdkt_development --prefix "${work}/prefix")
  list(APPEND arguments "-Dsdkt_ROOT=${work}/prefix")
endif()
run("${CMAKE_COMMAND}" -S "${work}/source" -B "${work}/build" -G "${GENERATOR}" -C "${CACHE}"
    "-DCMAKE_CXX_COMPILER=${CXX}" ${arguments})
run("${CMAKE_COMMAND}" --build "${work}/build")
run("${work}/build/consumer")
