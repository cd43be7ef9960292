#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The form of packaging/: the vcpkg port and the Conan recipe parse, name this version and ask for what CMake asks for.

check_packaging.py ROOT --version V"""

import argparse
import ast
import json
import pathlib
import re
import sys

# What CMakeLists.txt links sdkt::sdkt and sdkt::images to, LibTorch and the system's threads apart: vcpkg's name, Conan's.
LIBRARIES = {
    "JPEG::JPEG": ("libjpeg-turbo", "libjpeg-turbo"),
    "PNG::PNG": ("libpng", "libpng"),
    "ZLIB::ZLIB": ("zlib", "zlib"),
    "Microsoft.GSL::GSL": ("ms-gsl", "ms-gsl"),
    "range-v3::range-v3": ("range-v3", "range-v3"),
}
PROVIDED = {"sdkt::images", "sdkt::torch", "Threads::Threads"}

problems = []


def expect(holds, sentence):
    if not holds:
        problems.append(sentence)


def linked_libraries(listing):
    names = set()
    for call in re.findall(r"target_link_libraries\(sdkt(?:_images)? INTERFACE ([^)]*)\)", listing):
        names.update(call.split())
    return names - PROVIDED


def check_vcpkg(folder, version, libraries):
    manifest = json.loads((folder / "vcpkg.json").read_text())
    expect(manifest["name"] == folder.name, f"vcpkg.json: the name is not the folder's, {folder.name}")
    expect(manifest["version"] == version, f"vcpkg.json: version {manifest['version']} where CMake has {version}")
    names = [entry if isinstance(entry, str) else entry["name"] for entry in manifest["dependencies"]]
    expect(names == sorted(names), "vcpkg.json: the dependencies are not sorted")
    wanted = {LIBRARIES[name][0] for name in libraries}
    found = {entry for entry in manifest["dependencies"] if isinstance(entry, str)}
    expect(found == wanted, f"vcpkg.json: depends on {sorted(found)}, CMake on {sorted(wanted)}")
    port = (folder / "portfile.cmake").read_text()
    for call in ("vcpkg_cmake_configure(", "vcpkg_cmake_install(", "vcpkg_cmake_config_fixup(", "vcpkg_install_copyright("):
        expect(call in port, f"portfile.cmake: no {call[:-1]}")
    expect(port.count("(") == port.count(")"), "portfile.cmake: parentheses do not match")
    expect((folder / "usage").read_text().strip(), "usage: empty")


def check_conan(path, libraries):
    tree = ast.parse(path.read_text(), str(path))
    recipes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    expect(len(recipes) == 1, "conanfile.py: not one class")
    methods = {node.name for node in recipes[0].body if isinstance(node, ast.FunctionDef)}
    needed = {"set_version", "export_sources", "requirements", "layout", "generate", "build", "package", "package_info"}
    expect(needed <= methods, f"conanfile.py: lacks {sorted(needed - methods)}")
    required = set()
    for node in ast.walk(recipes[0]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requires":
            required.add(node.args[0].value.split("/")[0])
    wanted = {LIBRARIES[name][1] for name in libraries}
    expect(required == wanted, f"conanfile.py: requires {sorted(required)}, CMake {sorted(wanted)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--version", required=True)
    given = parser.parse_args()
    listing = (given.root / "CMakeLists.txt").read_text()
    libraries = linked_libraries(listing)
    unknown = libraries - LIBRARIES.keys()
    expect(not unknown, f"CMakeLists.txt links {sorted(unknown)}: name their packages in check_packaging.py and packaging/")
    libraries &= LIBRARIES.keys()
    expect(libraries, "CMakeLists.txt: found no libraries")
    check_vcpkg(given.root / "packaging" / "vcpkg" / "sdkt", given.version, libraries)
    check_conan(given.root / "packaging" / "conan" / "conanfile.py", libraries)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
