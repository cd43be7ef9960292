// SPDX-License-Identifier: MIT
//
// The other of two translation units with every header.
#include <sdkt/sdkt.hpp>

const char* other_version();
const char* other_version() { return sdkt::version.data(); }
