// SPDX-License-Identifier: MIT
//
// Which test images a report shows, and their thumbnails.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/jpeg_encode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt {

/// Images shown of a whole run and of a task, at most; bytes of all thumbnails, in base64; pixels a side.
inline constexpr std::size_t max_samples = 64, max_samples_of_a_task = 8, max_sample_bytes = 1U << 20U;
inline constexpr int thumbnail_size = 96;

/// Whether a prediction stands in front of another: wrong ones first, of these the most certain; then right
/// ones, of these the least certain. The order of the images decides what is left.
inline bool is_shown_before(const prediction_record& one, const prediction_record& other) {
  const bool is_right = one.predicted == one.label, other_is_right = other.predicted == other.label;
  if (is_right != other_is_right) return other_is_right;
  return is_right ? one.margin < other.margin : one.margin > other.margin;
}

namespace detail {

/// Of one task, given in the order in which they are shown: the most certain mistakes, and at least two
/// right answers where there are some.
inline std::vector<std::size_t> shown_of_task(const std::vector<prediction_record>& predictions,
                                              std::vector<std::size_t> of_task, std::size_t count) {
  std::erase_if(of_task, [&](std::size_t i) { return !std::isfinite(predictions[i].margin); });
  std::stable_sort(of_task.begin(), of_task.end(), [&](std::size_t left, std::size_t right) {
    return is_shown_before(predictions[left], predictions[right]);
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

}  // namespace detail

/// The images that the report shows of the last stage: of every task at most eight, wrong ones first.
///
/// predictions: those of one stage; only the ones among own classes count, which come in the order of the
/// tasks' images. image_of(task, place in its list) gives the sample. An image that cannot be read is left
/// out.
/// Cost: one sort of the predictions, and the decoding of at most 64 images.
template <class ImageOf>
std::vector<sample_record> shown_samples(const std::vector<prediction_record>& predictions,
                                         std::size_t num_tasks, const ImageOf& image_of) {
  std::vector<std::vector<std::size_t>> of_tasks(num_tasks);
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    if (!predictions[i].is_union) of_tasks.at(predictions[i].task).push_back(i);
  }
  const std::size_t count =
      std::clamp<std::size_t>(max_samples / std::max<std::size_t>(num_tasks, 1), 1, max_samples_of_a_task);
  std::vector<sample_record> samples;
  std::size_t bytes = 0;
  for (const auto& of_task : of_tasks) {
    for (const std::size_t i : detail::shown_of_task(predictions, of_task, count)) {
      if (samples.size() == max_samples) return samples;
      const prediction_record& said = predictions[i];
      const auto place = std::lower_bound(of_task.begin(), of_task.end(), i) - of_task.begin();
      try {
        const sample image = image_of(said.task, static_cast<std::size_t>(place));
        const auto file = image.source->read(image.path);
        const rgb_image small =
            thumbnail(decode_image(file, image.source->where(image.path)), thumbnail_size);
        std::string encoded = encode_jpeg(small);
        bytes += 4 * (encoded.size() / 3 + 1);
        if (bytes > max_sample_bytes) return samples;
        samples.push_back(
            {said.task, said.path, said.label, said.predicted, said.margin, std::move(encoded)});
      } catch (const error&) {  // it was there when it was evaluated; a report is not worth a run
      }
    }
  }
  return samples;
}

}  // namespace sdkt
