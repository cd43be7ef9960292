// SPDX-License-Identifier: MIT
//
// Tasks that are evaluated on their validation images, so that settings are chosen without the test images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/iterator/operations.hpp>
#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/primitives.hpp>
#include <range/v3/range/traits.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/views/deferred_tasks.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt {

namespace detail {

/// Moves a fraction of the training images of every class to `held_out`. Labels must be in [0, num_classes).
///
/// A class with at least two images gives at least one and keeps at least one; a class with one image keeps
/// it. Both lists keep the order of the images.
void hold_out(std::vector<sample>& train, std::vector<sample>& held_out, std::size_t num_classes,
              double fraction, std::uint64_t seed, const std::string& task_name);

/// Puts the validation images in place of the test images.
///
/// Errors: data_error if there are none.
void test_on_validation(task_contents& contents, std::optional<double> fraction, std::uint64_t seed);

}  // namespace detail

namespace views {

/// Puts the validation images of every task in place of its test images. A run then measures settings without
/// any use of the test images. A task without validation images holds out `fraction` of the training images
/// of every class, rounded, at least one of two; they leave the training images.
///
/// Lazy: a task loads when its changed version is first used.
///
/// Result: a deferred_tasks. Its tasks have tests_on_validation() and no validation images; a run records it
/// as "evaluated_on". A task that is evaluated on validation images already is unchanged.
/// Random: the choice of images is a pure function of (seed, random_purpose::stream_order, the task's name,
/// the class, its number of images), whatever else is in the stream. A larger fraction adds images to the
/// same choice.
/// Errors: setting_error at once for a fraction outside (0, 1); data_error, when a task is used, if it has no
/// validation images and no fraction is given, or if no class has two images.
/// Example: auto tuning = tasks | sdkt::views::on_validation(0.2);
[[nodiscard]] inline auto on_validation(std::optional<double> fraction = {}, std::uint64_t seed = 0) {
  if (fraction) {
    detail::require_setting(*fraction > 0 && *fraction < 1, "views::on_validation, fraction", *fraction,
                            "a number above 0 and below 1");
  }
  return ranges::make_view_closure([fraction, seed]<TaskStream R>(R&& range) {
    return stream::deferred_tasks{
        [base = ranges::views::all(std::forward<R>(range)), fraction, seed]() mutable {
          using difference = ranges::range_difference_t<R>;
          const auto size = static_cast<difference>(ranges::size(base));
          std::vector<task> tasks;
          for (difference position = 0; position < size; ++position) {
            tasks.emplace_back([base, position, fraction, seed]() mutable {
              auto&& one = *ranges::next(ranges::begin(base), position);
              task_contents contents = detail::contents_without_images(one);
              contents.train = one.train();
              contents.validation = detail::validation_of(one);
              contents.test = one.test();
              detail::test_on_validation(contents, fraction, seed);
              return contents;
            });
          }
          return tasks;
        }};
  });
}

}  // namespace views

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/views/impl/on_validation.ipp>
#endif
