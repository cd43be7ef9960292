// SPDX-License-Identifier: MIT
//
// One of two translation units with every header: a function that lacks `inline` does not link.
#include <sdkt/sdkt.hpp>

const char* other_version();

int main() { return sdkt::version == other_version() ? 0 : 1; }
