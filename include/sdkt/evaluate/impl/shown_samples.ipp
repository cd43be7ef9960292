// SPDX-License-Identifier: MIT
//
// Definitions of shown_samples.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/shown_samples.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/jpeg_encode.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::evaluate {

/// Whether a prediction comes before another: mistakes first, the most certain of them first; then correct
/// answers, the least certain first. Equal predictions stay in the order of the images.
SDKT_INLINE bool is_shown_before(const prediction_record& one, const prediction_record& other) {
  const bool is_right = one.predicted == one.label, other_is_right = other.predicted == other.label;
  if (is_right != other_is_right) return other_is_right;
  return is_right ? one.margin < other.margin : one.margin > other.margin;
}

}  // namespace sdkt::evaluate

namespace sdkt::detail {

SDKT_INLINE std::vector<std::size_t> shown_of_task(const std::vector<prediction_record>& predictions,
                                                   std::vector<std::size_t> of_task, std::size_t count) {
  std::erase_if(of_task, [&](std::size_t i) { return !std::isfinite(predictions[i].margin); });
  std::stable_sort(of_task.begin(), of_task.end(), [&](std::size_t left, std::size_t right) {
    return evaluate::is_shown_before(predictions[left], predictions[right]);
  });
  const auto is_wrong = [&](std::size_t i) { return predictions[i].predicted != predictions[i].label; };
  const auto first_right = std::find_if_not(of_task.begin(), of_task.end(), is_wrong);
  const auto num_wrong = static_cast<std::size_t>(first_right - of_task.begin());
  const std::size_t num_right = of_task.size() - num_wrong;
  const std::size_t kept_right = std::min(num_right, count / 4);
  const std::size_t wrong = std::min(num_wrong, count - kept_right);
  of_task.erase(of_task.begin() + static_cast<std::ptrdiff_t>(wrong), first_right);
  of_task.resize(std::min(of_task.size(), count));
  return of_task;
}

SDKT_INLINE std::string encoded_thumbnail(const sample& image) {
  const auto file = image.source->read(image.path);
  return image::encode_jpeg(
      image::thumbnail(decode_image(file, image.source->where(image.path)), evaluate::thumbnail_size));
}

}  // namespace sdkt::detail
