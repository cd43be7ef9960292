# SPDX-License-Identifier: MIT
#
# What sdkt stands on, LibTorch apart: the installed package first, else the exact commit of a release,
# fetched from the library's own repository. Nothing is copied into this tree.
include_guard(GLOBAL)
include(FetchContent)

# The names of what was fetched rather than found; with any of sdkt::sdkt's among them sdkt cannot be installed.
set(SDKT_FETCHED "")

# The first install rules of all, so that a refused install leaves nothing behind; SdktInstall writes the script.
if(SDKT_INSTALL)
  foreach(component sdkt_development sdkt_runtime)
    install(SCRIPT "${PROJECT_BINARY_DIR}/generated/may_install.cmake" COMPONENT ${component})
  endforeach()
endif()

# Headers of what is fetched are system headers, as those of an installed package are: warnings in them are not ours.
# Catch2's CHECK, for one, meets LibTorch's.
set(sdkt_fetch_options "")
if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.25)
  list(APPEND sdkt_fetch_options SYSTEM)
endif()
# Without this, what is fetched would install itself along with sdkt.
if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.28)
  list(APPEND sdkt_fetch_options EXCLUDE_FROM_ALL)
endif()

# sdkt_dependency(NAME package VERSION minimum TARGET name REPOSITORY url RELEASE name COMMIT hash)
# A macro, because find_package must set its variables where the caller sees them.
macro(sdkt_dependency)
  cmake_parse_arguments(dependency "" "NAME;VERSION;TARGET;REPOSITORY;RELEASE;COMMIT" "" ${ARGN})
  if(NOT TARGET ${dependency_TARGET})
    FetchContent_Declare(
      ${dependency_NAME}
      GIT_REPOSITORY ${dependency_REPOSITORY}
      GIT_TAG ${dependency_COMMIT} # the release ${dependency_RELEASE}
      GIT_SUBMODULES "" # documentation and the like
      ${sdkt_fetch_options}
      FIND_PACKAGE_ARGS ${dependency_VERSION} QUIET)
    set(CMAKE_POLICY_VERSION_MINIMUM 3.5) # some releases ask for a CMake that CMake 4 no longer plays
    set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
    FetchContent_MakeAvailable(${dependency_NAME})
    unset(CMAKE_POLICY_VERSION_MINIMUM)
    unset(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
    string(TOLOWER "${dependency_NAME}" dependency_lower)
    if(${dependency_NAME}_FOUND)
      message(STATUS "sdkt: ${dependency_NAME} ${${dependency_NAME}_VERSION} found")
    else()
      list(APPEND SDKT_FETCHED ${dependency_NAME})
      message(STATUS "sdkt: ${dependency_NAME} ${dependency_RELEASE} fetched")
    endif()
    if(NOT TARGET ${dependency_TARGET})
      message(FATAL_ERROR "${dependency_NAME} was found but does not define ${dependency_TARGET}; "
                          "remove the broken package or set -D${dependency_NAME}_DIR=DIR.")
    endif()
  endif()
endmacro()

# sdkt_system_library(package target what-to-install)
macro(sdkt_system_library package target install)
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
  find_package(${package} QUIET)
  unset(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
  if(NOT TARGET ${target})
    message(FATAL_ERROR "${package} was not found; install it (Debian: apt-get install ${install}) "
                        "or run ./quickstart build.")
  endif()
endmacro()

set(THREADS_PREFER_PTHREAD_FLAG ON)
sdkt_system_library(Threads Threads::Threads libc6-dev)
sdkt_system_library(ZLIB ZLIB::ZLIB zlib1g-dev)
sdkt_system_library(JPEG JPEG::JPEG libjpeg62-turbo-dev)
sdkt_system_library(PNG PNG::PNG libpng-dev)

sdkt_dependency(
  NAME range-v3 VERSION 0.12.0 TARGET range-v3::range-v3
  REPOSITORY https://github.com/ericniebler/range-v3.git
  RELEASE 0.12.0 COMMIT a81477931a8aa2ad025c6bda0609f38e09e4d7ec)
sdkt_dependency(
  NAME Microsoft.GSL VERSION 4.0 TARGET Microsoft.GSL::GSL
  REPOSITORY https://github.com/microsoft/GSL.git
  RELEASE v4.0.0 COMMIT a3534567187d2edc428efd3f13466ff75fe5805c)
set(SDKT_FETCHED_LIBRARY ${SDKT_FETCHED})

# What only the program needs.
macro(sdkt_find_program_dependencies)
  sdkt_dependency(
    NAME CLI11 VERSION 2.1 TARGET CLI11::CLI11
    REPOSITORY https://github.com/CLIUtils/CLI11.git
    RELEASE v2.4.2 COMMIT 6c7b07a878ad834957b98d0f9ce1dbe0cb204fc9)
  sdkt_dependency(
    NAME tomlplusplus VERSION 3.3 TARGET tomlplusplus::tomlplusplus
    REPOSITORY https://github.com/marzer/tomlplusplus.git
    RELEASE v3.4.0 COMMIT 30172438cee64926dc41fdd9c11fb3ba5b2ba9de)
endmacro()

# What only the tests need.
macro(sdkt_find_test_dependencies)
  set(JSON_BuildTests OFF CACHE INTERNAL "")
  sdkt_dependency(
    NAME nlohmann_json VERSION 3.10 TARGET nlohmann_json::nlohmann_json
    REPOSITORY https://github.com/nlohmann/json.git
    RELEASE v3.11.3 COMMIT 9cca280a4d0ccf0c08f47a99aa71d1b0e52f8d03)
  sdkt_dependency(
    NAME Catch2 VERSION 3 TARGET Catch2::Catch2WithMain
    REPOSITORY https://github.com/catchorg/Catch2.git
    RELEASE v3.7.1 COMMIT fa43b77429ba76c462b1898d6cd2f2d7a9416b14)
endmacro()
