# SPDX-License-Identifier: MIT
#
# LibTorch as other packages lay it out, made of links to one that is here.

# torch_laid_out(layout torch-dir folder out-variable): the variable gets the folder of TorchConfig.cmake.
function(torch_laid_out layout torch_dir folder variable)
  get_filename_component(root "${torch_dir}/../../.." REALPATH)
  if(layout STREQUAL "zip") # libtorch/{include,lib,share/cmake/Torch}
    set(libraries "${folder}/lib")
    set(package "${folder}/share/cmake")
  elseif(layout STREQUAL "debian") # usr/include, usr/lib/ARCH, usr/lib/ARCH/cmake/Torch
    set(libraries "${folder}/lib/x86_64-linux-gnu")
    set(package "${folder}/lib/x86_64-linux-gnu/cmake")
  else()
    message(FATAL_ERROR "there is no layout ${layout}")
  endif()
  file(MAKE_DIRECTORY "${libraries}" "${package}")
  file(CREATE_LINK "${root}/include" "${folder}/include" SYMBOLIC)
  file(GLOB files RELATIVE "${root}/lib" "${root}/lib/*.so*")
  foreach(name ${files})
    file(CREATE_LINK "${root}/lib/${name}" "${libraries}/${name}" SYMBOLIC)
  endforeach()
  file(COPY "${torch_dir}" DESTINATION "${package}")
  set(${variable} "${package}/Torch" PARENT_SCOPE)
endfunction()
