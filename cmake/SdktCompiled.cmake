# SPDX-License-Identifier: MIT
#
# sdkt::compiled: sdkt::sdkt with everything that is not a template compiled once, in the build that uses it, so that a
# program's own files compile in seconds. Used by the build and, installed, by sdktConfig.cmake.
#
# Reads:   the target sdkt::sdkt, SDKT_SOURCES (the folder of sdkt.cpp).
# Defines: sdkt::compiled.

if(TARGET sdkt::compiled)
  return()
endif()
set(sdkt_parts "")
foreach(sdkt_part RANGE 4) # of sdkt.cpp, which says what they are
  add_library(sdkt_compiled_${sdkt_part} OBJECT EXCLUDE_FROM_ALL "${SDKT_SOURCES}/sdkt.cpp")
  set_target_properties(sdkt_compiled_${sdkt_part} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF UNITY_BUILD OFF)
  target_compile_definitions(sdkt_compiled_${sdkt_part} PRIVATE SDKT_COMPILED SDKT_PART=${sdkt_part})
  target_link_libraries(sdkt_compiled_${sdkt_part} PRIVATE sdkt::sdkt)
  list(APPEND sdkt_parts $<TARGET_OBJECTS:sdkt_compiled_${sdkt_part}>)
endforeach()
add_library(sdkt_compiled STATIC EXCLUDE_FROM_ALL ${sdkt_parts})
add_library(sdkt::compiled ALIAS sdkt_compiled)
set_target_properties(sdkt_compiled PROPERTIES LINKER_LANGUAGE CXX)
target_compile_definitions(sdkt_compiled INTERFACE SDKT_COMPILED)
target_link_libraries(sdkt_compiled INTERFACE sdkt::sdkt)
