# SPDX-License-Identifier: MIT
#
# What a consumer may count on: sdkt brings includes, links and features, and nothing that changes how its own
# sources are compiled; and it adds no tests, examples or program to a build that is not its own.

foreach(target sdkt::sdkt sdkt::images)
  get_target_property(real ${target} ALIASED_TARGET)
  if(NOT real)
    set(real ${target})
  endif()
  foreach(property INTERFACE_COMPILE_OPTIONS INTERFACE_COMPILE_DEFINITIONS INTERFACE_LINK_OPTIONS)
    get_target_property(value ${real} ${property})
    if(value)
      message(FATAL_ERROR "${target} forces ${property} = ${value} on its users")
    endif()
  endforeach()
endforeach()
foreach(target sdkt-program sdkt-torch-free-tests headers_link Catch2::Catch2)
  if(TARGET ${target})
    message(FATAL_ERROR "sdkt adds the target ${target} to a build that is not its own")
  endif()
endforeach()
