// expect: the second argument of run is not a ReferenceSource: pass sdkt::load_reference(...)
// SPDX-License-Identifier: MIT
//
// Two places of images that nobody has read.
#include <filesystem>

#include "parts.hpp"

int main() { run_over<std::vector<good_task>, std::vector<std::filesystem::path>>{}; }
