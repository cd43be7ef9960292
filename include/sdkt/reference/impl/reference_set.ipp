// SPDX-License-Identifier: MIT
//
// Definitions of reference_set.hpp.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/reference/reference_draw.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_options.hpp>
#include <sdkt/reference/reference_set.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

SDKT_INLINE reference_set::reference_set(std::vector<sample> samples, std::vector<std::string> skipped)
    : samples_{std::move(samples)}, skipped_{std::move(skipped)} {}

SDKT_INLINE reference_set load_reference(const std::vector<std::filesystem::path>& places,
                                         const reference_options& options) {
  auto pool = detail::drawn_pool(
      places, options, "use a folder, list or archive of " + std::string{detail::image_suffixes} + " files",
      reference::read_images);
  return reference_set{std::move(pool.drawn), std::move(pool.skipped)};
}

SDKT_INLINE reference_set load_reference(std::initializer_list<std::filesystem::path> places,
                                         const reference_options& options) {
  return load_reference(std::vector<std::filesystem::path>{places}, options);
}

SDKT_INLINE reference_set load_reference(const std::filesystem::path& place,
                                         const reference_options& options) {
  return load_reference(std::vector<std::filesystem::path>{place}, options);
}

}  // namespace sdkt
