// SPDX-License-Identifier: MIT
//
// Test images with their class and the prediction of the final model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

/// Largest number of images, and of bytes of their thumbnails; the images that a run keeps are within both.
inline constexpr std::size_t max_shown_images = 64, max_shown_bytes = 1U << 20U;

namespace detail {

std::string class_name(const run_record& record, std::size_t task, std::int64_t label);

}  // namespace detail

/// The images of every task, in the order of the record: mistakes first.
std::string shown_images(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/shown_images.ipp>
#endif
