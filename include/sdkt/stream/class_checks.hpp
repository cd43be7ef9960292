// SPDX-License-Identifier: MIT
//
// Labels and prompts of a task must match its classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// The error for a label of no class.
[[noreturn]] void refuse_label(const std::string& where, std::int64_t label, std::size_t num_classes);

/// Throws unless a label is that of one of the classes. where() returns the place of the label.
///
/// Errors: data_error.
template <class Where>
void expect_label(std::int64_t label, std::size_t num_classes, const Where& where) {
  if (label < 0 || static_cast<std::uint64_t>(label) >= num_classes)
    refuse_label(where(), label, num_classes);
}

/// Throws unless there is one prompt per class.
///
/// Errors: data_error.
void expect_prompts(const std::string& where, std::size_t num_prompts, std::size_t num_classes,
                    std::string_view remedy = "give one prompt per class");

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/impl/class_checks.ipp>
#endif
