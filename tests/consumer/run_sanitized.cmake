# SPDX-License-Identifier: MIT
#
# Builds the tests that need no LibTorch with clang and sanitisers, in their own build tree, and runs them.
cmake_minimum_required(VERSION 3.24)
include("${CMAKE_CURRENT_LIST_DIR}/run_command.cmake")

if(NOT CXX)
  message("skipped: this machine has no clang++ (install clang)")
  return()
endif()

# clang comes without its sanitiser runtime on some systems.
set(work "${BUILD_DIR}/sanitize")
file(WRITE "${work}/probe.cpp" "int main() {}\n")
execute_process(COMMAND "${CXX}" -fsanitize=address,undefined "${work}/probe.cpp" -o "${work}/probe"
                RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(NOT status EQUAL 0)
  message("skipped: this clang++ has no sanitiser runtime (Debian: install libclang-rt-14-dev)")
  return()
endif()

run("${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${work}/build" -G "${GENERATOR}" -C "${CACHE}"
    "-DCMAKE_CXX_COMPILER=${CXX}" -DSDKT_SANITIZE=address,undefined -DSDKT_BUILD_PROGRAM=OFF
    -DSDKT_BUILD_EXAMPLES=OFF -DSDKT_BUILD_BENCHMARKS=OFF)
run("${CMAKE_COMMAND}" --build "${work}/build" --target sdkt-torch-free-tests)
set(ENV{UBSAN_OPTIONS} "print_stacktrace=1")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${work}/build" -L torch-free --output-on-failure --no-tests=ignore)
