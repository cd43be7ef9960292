# SPDX-License-Identifier: MIT
#
# An overlay port of the checkout that it lies in: vcpkg install sdkt --overlay-ports=packaging/vcpkg
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(VCPKG_BUILD_TYPE release) # headers only

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DSDKT_BUILD_TESTS=OFF -DSDKT_BUILD_EXAMPLES=OFF -DSDKT_BUILD_BENCHMARKS=OFF -DSDKT_BUILD_PROGRAM=OFF
          -DSDKT_INSTALL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME sdkt CONFIG_PATH lib/cmake/sdkt)
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/lib" "${CURRENT_PACKAGES_DIR}/share/licenses")

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
