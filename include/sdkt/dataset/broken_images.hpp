// SPDX-License-Identifier: MIT
//
// Finds the images of a list that cannot be decoded. All of them are tried before training begins.
#pragma once

#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt::detail {

/// Decodes every image once.
///
/// Result: for each image the reason why it cannot be read, or an empty string. The result does not depend on
/// the number of threads.
/// Cost: decodes every image once, on all cores.
/// Memory: one image per core.
std::vector<std::string> problems_of_images(const std::vector<const sample*>& images);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/broken_images.ipp>
#endif
