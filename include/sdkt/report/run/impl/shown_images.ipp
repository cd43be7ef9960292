// SPDX-License-Identifier: MIT
//
// Definitions of shown_images.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/shown_images.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/text/base64.hpp>

namespace sdkt::report::detail {

SDKT_INLINE std::string class_name(const run_record& record, std::size_t task, std::int64_t label) {
  const auto place = static_cast<std::size_t>(label);
  if (task < record.tasks.size() && label >= 0 && place < record.tasks[task].class_names.size())
    return escaped(record.tasks[task].class_names[place], 40);
  return "class " + std::to_string(label);
}

SDKT_INLINE std::string shown_image(const run_record& record, const sample_record& image) {
  const std::string label = class_name(record, image.task, image.label);
  const bool is_right = image.label == image.predicted;
  std::string html;
  put(html, "<figure class='shot'><img src='data:image/jpeg;base64,", sdkt::detail::base64(image.thumbnail),
      "' alt='", evaluated_images(record), " image ", escaped(image.path, 80), ": ", label,
      "'/><figcaption>");
  if (is_right) {
    put(html, "<strong>right:</strong> ", label);
  } else {
    put(html, "<strong>wrong:</strong> ", class_name(record, image.task, image.predicted), " instead of ",
        label);
  }
  put(html, "<span class='small'>margin ", brief(image.margin), "</span></figcaption></figure>\n");
  return html;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string shown_images(const run_record& record) {
  std::string html;
  if (record.samples.empty()) {
    put(html, "<p class='note'>No ", evaluated_images(record), " images have been kept.</p>\n");
    return html;
  }
  html =
      "<p>After the last task, among each task's own classes: the mistakes with the highest confidence, "
      "then the correct answers with the lowest. The number is the margin: by how much the largest logit "
      "exceeds the second largest.</p>\n";
  std::size_t count = 0, bytes = 0, task = 0;
  for (const auto& image : record.samples) {
    bytes += image.thumbnail.size() / 3 * 4 + 4;
    if (count == max_shown_images || bytes > max_shown_bytes) break;
    if (count++ == 0 || image.task != task) {
      put(html, count > 1 ? "</div></div>\n" : "", "<div class='together'><h3>",
          task_name(record, image.task), "</h3>\n<div class='shots'>\n");
      task = image.task;
    }
    html += detail::shown_image(record, image);
  }
  return html + (count > 0 ? "</div></div>\n" : "");
}

}  // namespace sdkt::report
