// SPDX-License-Identifier: MIT
//
// Usual folder names for the parts of a data set: train, Training, val, TEST, train_images, ...
#pragma once

#include <optional>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

enum class split_part { train, validation, test };

/// The part of a data set to which a folder belongs according to its name; nothing for other names.
std::optional<split_part> split_of(std::string_view folder);

/// Whether the name of a split's folder is one of the documented names.
bool is_plain_split(std::string_view folder);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/split_names.ipp>
#endif
