// SPDX-License-Identifier: MIT
//
// Definitions of label_space.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/step/text_features.hpp>

namespace sdkt::detail {

/// The part of a text that the text tower reads: its ids without the padding at the end.
SDKT_INLINE std::string id_bytes(const std::int64_t* ids, std::int64_t length) {
  while (length > 0 && ids[length - 1] == 0) --length;
  std::string bytes;
  for (std::int64_t place = 0; place < length; ++place) bytes.append(std::to_string(ids[place])).append(" ");
  return bytes;
}

SDKT_INLINE std::vector<std::string> keys_of(const step::text_ids& prompts) {
  const at::Tensor ids_TL = prompts.ids_TL.to(at::kCPU, at::kLong).contiguous();
  const std::int64_t length = ids_TL.size(1);
  const auto* row = ids_TL.const_data_ptr<std::int64_t>();
  std::vector<std::string> keys;
  for (std::int64_t prompt = 0; prompt < prompts.num_rows(); ++prompt) {
    const std::int64_t texts =
        prompts.is_averaged() ? prompts.texts_of_row[static_cast<std::size_t>(prompt)] : 1;
    std::map<std::string, std::int64_t> times;
    for (std::int64_t text = 0; text < texts; ++text, row += length) ++times[id_bytes(row, length)];
    std::int64_t common = 0;
    for (const auto& [bytes, count] : times) common = std::gcd(common, count);
    std::string key;
    for (const auto& [bytes, count] : times) {
      key.append(bytes).append("x").append(std::to_string(count / std::max<std::int64_t>(common, 1)));
      key.append(";");
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace sdkt::detail

namespace sdkt::evaluate {

SDKT_INLINE std::string sentence_of_shared(const label_space& space) {
  if (!space.has_shared()) return {};
  const std::string count = std::to_string(space.shared.size());
  return "among the classes of all tasks " +
         (space.shared.size() == 1 ? "one has the prompt of another task's: "
                                   : count + " have the prompts of other tasks', the first: ") +
         detail::shown_text(space.shared.front()) +
         (space.rule == class_union::joined
              ? "; in the union they count as one class each"
              : "; in the concatenation what looks so is taken for the first task's class");
}

SDKT_INLINE std::int64_t num_classes_of(const label_space& space, std::size_t num_tasks) {
  std::size_t names = 0;
  for (std::size_t task = 0; task < num_tasks; ++task) names += space.labels[task].size();
  std::int64_t count = 0;
  for (std::size_t name = 0; name < names; ++name) count = std::max(count, space.places[name] + 1);
  return count;
}

SDKT_INLINE std::vector<std::int64_t> classes_of(const label_space& space, std::size_t num_tasks) {
  const std::int64_t learnt = num_classes_of(space, num_tasks);
  std::vector<std::int64_t> classes;
  for (const std::int64_t place : space.places) classes.push_back(place < learnt ? place : -1);
  return classes;
}

}  // namespace sdkt::evaluate
