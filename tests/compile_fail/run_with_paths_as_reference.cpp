// expect: the second argument of run is not a ReferenceSource: pass sdkt::load_reference(...)
// SPDX-License-Identifier: MIT
//
// A path instead of what load_reference makes of it.
#include "parts.hpp"

int main() { run_over<std::vector<good_task>, std::string>{}; }
