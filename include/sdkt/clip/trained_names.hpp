// SPDX-License-Identifier: MIT
//
// Predicates for trainer_options::trains_only, which select the weights of a CLIP to train by name.
#pragma once

#include <cstdint>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt::clip {

namespace detail {

/// The index of the block that a weight belongs to; -1 if it belongs to none.
std::int64_t block_of(std::string_view name) noexcept;

}  // namespace detail

/// Selects only the biases.
///
/// Source: BitFit (arXiv 2106.10199).
/// Example: trainer.options.trains_only = sdkt::clip::biases();
trained_slices::name_predicate biases();

/// Selects the last k blocks of each tower and the layers after them: the final norm and the projection. The
/// logit scale is also selected.
///
/// Errors: setting_error if a tower has fewer than k blocks, or k is below 1.
/// Example: trainer.options.trains_only = sdkt::clip::last_blocks(model.architecture(), 4);
trained_slices::name_predicate last_blocks(const architecture& numbers, std::int64_t k);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/trained_names.ipp>
#endif
