# SPDX-License-Identifier: MIT
#
# conan create packaging/conan --build=missing
#
# LibTorch is not among the requirements: a program that links sdkt::sdkt names it through Torch_DIR.
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir


class SdktRecipe(ConanFile):
    name = "sdkt"
    license = "MIT"
    description = "Continual fine-tuning of CLIP that keeps its zero-shot ability"
    topics = ("continual-learning", "clip", "distillation", "libtorch", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def set_version(self):
        listing = load(self, os.path.join(self._tree(), "CMakeLists.txt"))
        self.version = re.search(r"VERSION (\d+\.\d+\.\d+)", listing).group(1)

    def _tree(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "include/*", "cmake/*"):
            copy(self, pattern, src=self._tree(), dst=self.export_sources_folder)

    def requirements(self):
        self.requires("libjpeg-turbo/[>=2.1]", transitive_headers=True)
        self.requires("libpng/[>=1.6 <2]", transitive_headers=True)
        self.requires("ms-gsl/[>=4.0]", transitive_headers=True)
        self.requires("range-v3/[>=0.12]", transitive_headers=True)
        self.requires("zlib/[>=1.2.11 <2]", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def package_id(self):
        self.info.clear()

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for part in ("TESTS", "EXAMPLES", "BENCHMARKS", "PROGRAM"):
            toolchain.variables[f"SDKT_BUILD_{part}"] = False
        toolchain.variables["SDKT_INSTALL"] = True
        toolchain.generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        CMake(self).install()
        rmdir(self, os.path.join(self.package_folder, "share"))

    def package_info(self):
        # sdkt's own package file finds LibTorch as well, which no generator does.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "sdkt")]
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
