// SPDX-License-Identifier: MIT
//
// Rejects settings of the trainer that are out of range.
#pragma once

#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::options {

/// Throws unless every setting is in its range (settings_table).
///
/// Errors: setting_error with the setting, the value and the range.
void check_options(const trainer_options& options);

}  // namespace sdkt::options

#if SDKT_HAS_DEFINITIONS
#include <sdkt/options/impl/check_options.ipp>
#endif
