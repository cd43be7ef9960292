# SPDX-License-Identifier: MIT
#
# Builds a target with clang and sanitisers in a build tree of their own, and runs the tests of a label.
cmake_minimum_required(VERSION 3.24)
include("${CMAKE_CURRENT_LIST_DIR}/run_command.cmake")

if(NOT CXX)
  message("skipped: this machine has no clang++ (install clang)")
  return()
endif()

# clang comes without its sanitiser runtime on some systems.
string(REGEX MATCH "^[a-z]+" kind "${SANITIZERS}")
set(work "${BUILD_DIR}/sanitize/${kind}")
file(WRITE "${work}/probe.cpp" "int main() {}\n")
execute_process(COMMAND "${CXX}" -fsanitize=${SANITIZERS} "${work}/probe.cpp" -o "${work}/probe"
                RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(NOT status EQUAL 0)
  message("skipped: this clang++ has no sanitiser runtime (Debian: install libclang-rt-14-dev)")
  return()
endif()

run("${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${work}/build" -G "${GENERATOR}" -C "${CACHE}"
    "-DCMAKE_CXX_COMPILER=${CXX}" -DSDKT_SANITIZE=${SANITIZERS} -DSDKT_BUILD_PROGRAM=OFF
    -DSDKT_BUILD_EXAMPLES=OFF -DSDKT_BUILD_BENCHMARKS=OFF)
run("${CMAKE_COMMAND}" --build "${work}/build" --target ${TARGET})
set(ENV{UBSAN_OPTIONS} "print_stacktrace=1")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${work}/build" -L ${LABEL} --output-on-failure --no-tests=ignore)
