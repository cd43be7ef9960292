// SPDX-License-Identifier: MIT
//
// How much memory the program holds, counted where all of it passes.
#pragma once

#include <cstddef>

namespace sdkt_fuzz {

/// Whether memory can be counted here: with glibc, and without a sanitiser that counts for itself.
bool counts_memory();

/// Bytes held now.
std::size_t memory_held();

/// The most that was held since the last call of forget_peak.
std::size_t memory_peak();
void forget_peak();

}  // namespace sdkt_fuzz
