# SPDX-License-Identifier: MIT
#
# How the project's own targets are built. Nothing in here reaches a project that links sdkt::sdkt.
include_guard(GLOBAL)

if(PROJECT_IS_TOP_LEVEL)
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(NOT multi_config AND NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
  endif()

  find_program(SDKT_CCACHE ccache)
  if(SDKT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${SDKT_CCACHE}")
  endif()

  # A translation unit that trains takes up to 1.5 GB: as many compilers at once as memory holds (Ninja obeys). Machines
  # whose memory grows as it is used say less than they have: SDKT_COMPILERS is for them.
  set(SDKT_COMPILERS "" CACHE STRING "Number of parallel compilers; if empty, as many as cores and memory allow")
  cmake_host_system_information(RESULT memory_mb QUERY TOTAL_PHYSICAL_MEMORY)
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  math(EXPR compilers "${memory_mb} / 1500")
  if(compilers GREATER cores)
    set(compilers ${cores})
  elseif(compilers LESS 1)
    set(compilers 1)
  endif()
  if(SDKT_COMPILERS MATCHES "^[1-9][0-9]*$")
    set(compilers ${SDKT_COMPILERS})
  elseif(SDKT_COMPILERS)
    message(FATAL_ERROR "SDKT_COMPILERS is ${SDKT_COMPILERS}; give the number of parallel compilers, for example 8.")
  endif()
  set_property(GLOBAL APPEND PROPERTY JOB_POOLS "sdkt_compile=${compilers}")
  set(CMAKE_JOB_POOL_COMPILE sdkt_compile)
endif()

# sdkt_warnings(target): every warning that GCC 12 and clang 14 agree on, as errors.
function(sdkt_warnings target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(
      ${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion>
                        $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${SDKT_WERROR}>>:-Werror>)
  endif()
endfunction()

# sdkt_own_target(target): warnings, sanitisers, and no compiler extensions.
function(sdkt_own_target target)
  sdkt_warnings(${target})
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(SDKT_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${SDKT_SANITIZE} -fno-sanitize-recover=all
                                             -fno-omit-frame-pointer -g)
    target_link_options(${target} PRIVATE -fsanitize=${SDKT_SANITIZE})
  endif()
endfunction()

# sdkt_compile_together(target count): so many sources are one translation unit, because what they include is most of
# the work. -DCMAKE_UNITY_BUILD=OFF compiles each alone, which is quicker where one file is being changed.
function(sdkt_compile_together target count)
  if(NOT DEFINED CMAKE_UNITY_BUILD OR CMAKE_UNITY_BUILD)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${count})
  endif()
endfunction()

# sdkt_write_flags(target file): the include and define flags of a program that links the target, one a line,
# for the scripts that call a compiler themselves.
function(sdkt_write_flags target file)
  set(probe ${target}_flags)
  string(REPLACE "::" "_" probe ${probe})
  file(WRITE "${PROJECT_BINARY_DIR}/generated/${probe}.cpp" "")
  add_library(${probe} OBJECT EXCLUDE_FROM_ALL "${PROJECT_BINARY_DIR}/generated/${probe}.cpp")
  target_link_libraries(${probe} PRIVATE ${target})
  set(includes $<TARGET_PROPERTY:${probe},INCLUDE_DIRECTORIES>)
  set(definitions $<TARGET_PROPERTY:${probe},COMPILE_DEFINITIONS>)
  file(
    GENERATE
    OUTPUT "${file}"
    CONTENT
      "$<$<BOOL:${includes}>:-I$<JOIN:${includes},\n-I>\n>$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},\n-D>\n>")
endfunction()
