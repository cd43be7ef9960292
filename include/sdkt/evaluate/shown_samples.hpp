// SPDX-License-Identifier: MIT
//
// Which test images a report shows, and their thumbnails.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::evaluate {

/// Limits: images shown of a run and of a task, and bytes of all thumbnails in base64. Side
/// of a thumbnail in pixels.
inline constexpr std::size_t max_samples = 64, max_samples_of_a_task = 8, max_sample_bytes = 1U << 20U;
inline constexpr int thumbnail_size = 96;

}  // namespace sdkt::evaluate

namespace sdkt::detail {

/// Chooses the images of one task, in the order in which they are shown: the most certain mistakes, then
/// correct answers. A quarter of the places is kept for correct answers, if there are any.
std::vector<std::size_t> shown_of_task(const std::vector<prediction_record>& predictions,
                                       std::vector<std::size_t> of_task, std::size_t count);

/// The bytes of a JPEG file of thumbnail_size pixels per side.
///
/// Errors: those of reading and decoding the image.
std::string encoded_thumbnail(const sample& image);

}  // namespace sdkt::detail

namespace sdkt::evaluate {

/// The images of the last stage that the report shows: at most eight per task, mistakes first.
///
/// predictions: those of one stage. Only predictions among the task's own classes count; they are in the
/// order of the tasks' images. image_of(task, position in its list) returns the sample. An image that
/// cannot be read is left out.
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
        std::string encoded = detail::encoded_thumbnail(image);
        bytes += 4 * (encoded.size() / 3 + 1);
        if (bytes > max_sample_bytes) return samples;
        samples.push_back(
            {said.task, said.path, said.label, said.predicted, said.margin, std::move(encoded)});
      } catch (const error&) {  // it existed during evaluation; a report must not stop a run
      }
    }
  }
  return samples;
}

}  // namespace sdkt::evaluate

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/shown_samples.ipp>
#endif
