// SPDX-License-Identifier: MIT
//
// Images that a task lists more than once, with different labels or for both training and test:
// not an error, but reported.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::run {

/// The entries that two lists of one task have more than once.
struct list_overlaps {
  std::int64_t in_both = 0;     ///< images in both the training and the test list
  std::int64_t two_labels = 0;  ///< images with more than one label, in either list
  std::string first_in_both;    ///< its path
  std::string first_two_labels;
  std::int64_t one_label = 0, other_label = 0;  ///< of the first such image
};

}  // namespace sdkt::run

namespace sdkt::detail {

/// Returns a name for the place of an image; two sources of one folder or of one archive give the same name.
class image_places {
 public:
  /// The path without "." and empty parts; ".." is resolved from the path alone, without the file system.
  std::string of(const sample& image);

 private:
  const std::string& place_of(const image_source* source);

  static std::string name_of(const image_source* source, std::size_t number);

  std::map<const image_source*, std::string> places_;
  const image_source* last_ = nullptr;
  const std::string* last_place_ = &places_[nullptr];
};

}  // namespace sdkt::detail

namespace sdkt::run {

/// Compares two lists of one task by path or archive member, after normalisation of "./a.jpg" to "a.jpg".
///
/// Memory: 16 bytes per image.
/// Cost: one hash per image and one sort.
list_overlaps overlaps_of(const std::vector<sample>& train, const std::vector<sample>& test);

/// One sentence about images that a task lists more than once; empty if there are none.
template <Task TaskType>
std::string sentence_of_overlaps(const TaskType& task) {
  const list_overlaps found = overlaps_of(task.train(), task.test());
  const auto images = [](std::int64_t count, const char* one, const char* many) {
    return std::to_string(count) + (count == 1 ? one : many);
  };
  std::string text;
  if (found.in_both > 0) {
    text += images(found.in_both, " image both trains and tests", " images both train and test") +
            (found.in_both == 1 ? ", " : ", the first ") + detail::shown_text(found.first_in_both);
  }
  if (found.two_labels > 0) {
    const std::vector<std::string>& names = task.class_names();
    const auto name = [&](std::int64_t label) {
      return "\"" + detail::shown_text(names.at(static_cast<std::size_t>(label))) + "\"";
    };
    text +=
        (text.empty() ? "" : "; ") +
        images(found.two_labels, " image is listed with two labels", " images are listed with two labels") +
        (found.two_labels == 1 ? ", " : ", the first ") + detail::shown_text(found.first_two_labels) +
        " as " + name(found.one_label) + " and as " + name(found.other_label);
  }
  return text.empty() ? text : "task " + std::string{task.name()} + ": " + text;
}

}  // namespace sdkt::run

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/list_overlaps.ipp>
#endif
