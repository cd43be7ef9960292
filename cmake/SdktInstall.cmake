# SPDX-License-Identifier: MIT
#
# Install rules: component sdkt_development (headers and package files), component sdkt_runtime (the program).
include_guard(GLOBAL)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(refusal "")
if(SDKT_FETCHED_LIBRARY)
  # An exported target cannot refer to targets that exist only in this build.
  list(JOIN SDKT_FETCHED_LIBRARY ", " fetched)
  set(refusal "message(FATAL_ERROR \"sdkt cannot be installed because this build fetched ${fetched}; install that as a package and configure again.\")\n")
endif()
file(WRITE "${PROJECT_BINARY_DIR}/generated/may_install.cmake" "${refusal}")
if(SDKT_FETCHED_LIBRARY)
  return()
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sdkt)
install(TARGETS sdkt_images EXPORT sdkt-images FILE_SET HEADERS COMPONENT sdkt_development)
install(TARGETS sdkt EXPORT sdkt-sdkt FILE_SET HEADERS COMPONENT sdkt_development)
install(EXPORT sdkt-images NAMESPACE sdkt:: FILE sdktImagesTargets.cmake DESTINATION ${package_dir}
        COMPONENT sdkt_development)
install(EXPORT sdkt-sdkt NAMESPACE sdkt:: FILE sdktTargets.cmake DESTINATION ${package_dir}
        COMPONENT sdkt_development)
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/sdktConfig.cmake.in"
                              "${PROJECT_BINARY_DIR}/generated/sdktConfig.cmake"
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/sdktConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/generated/sdktConfig.cmake"
              "${PROJECT_BINARY_DIR}/generated/sdktConfigVersion.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/SdktLibTorch.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/SdktCompiled.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/SdktDistributed.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/SdktCuda.cmake"
        DESTINATION ${package_dir} COMPONENT sdkt_development)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/src/" DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/sdkt/src
        COMPONENT sdkt_development)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/licenses/sdkt
        COMPONENT sdkt_development)

if(TARGET sdkt-program)
  install(TARGETS sdkt-program RUNTIME COMPONENT sdkt_runtime)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/examples/mini/" DESTINATION ${CMAKE_INSTALL_DATADIR}/sdkt/mini
          COMPONENT sdkt_runtime PATTERN recipe EXCLUDE)

  # Man page and completions are printed by the program itself. One for another machine cannot be asked.
  set(printed_dir "${PROJECT_BINARY_DIR}/generated/printed")
  set(printed
      "man|sdkt.1|${CMAKE_INSTALL_MANDIR}/man1" #
      "completion bash|sdkt|${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
      "completion zsh|_sdkt|${CMAKE_INSTALL_DATADIR}/zsh/site-functions"
      "completion fish|sdkt.fish|${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
  if(CMAKE_CROSSCOMPILING)
    set(printed "")
  endif()
  foreach(entry IN LISTS printed)
    string(REPLACE "|" ";" entry "${entry}")
    list(GET entry 0 words)
    list(GET entry 1 name)
    list(GET entry 2 place)
    string(REPLACE " " "\" \"" words "${words}")
    install(CODE "file(MAKE_DIRECTORY \"${printed_dir}\")
execute_process(COMMAND \"$<TARGET_FILE:sdkt-program>\" \"${words}\" OUTPUT_FILE \"${printed_dir}/${name}\"
                RESULT_VARIABLE sdkt_status)
if(NOT sdkt_status EQUAL 0)
  file(REMOVE \"${printed_dir}/${name}\")
  message(STATUS \"sdkt: ${name} is not installed, because the program does not run here\")
endif()"
            COMPONENT sdkt_runtime)
    install(FILES "${printed_dir}/${name}" DESTINATION ${place} COMPONENT sdkt_runtime OPTIONAL)
  endforeach()
endif()
