// SPDX-License-Identifier: MIT
//
// Definitions of class_twins.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/stream/class_twins.hpp>
#include <sdkt/text/text_key.hpp>

namespace sdkt::detail {

SDKT_INLINE std::vector<std::size_t> firsts_by_name(const std::vector<std::string>& class_names) {
  std::vector<std::string> keys;
  keys.reserve(class_names.size());
  for (const std::string& name : class_names) keys.push_back(class_key(name));
  return firsts_of(keys);
}

SDKT_INLINE std::optional<std::size_t> first_twin(const std::vector<std::size_t>& firsts) {
  for (std::size_t place = 0; place < firsts.size(); ++place)
    if (firsts[place] != place) return place;
  return std::nullopt;
}

SDKT_INLINE std::string named_twins(const std::vector<std::string>& class_names,
                                    const std::vector<std::size_t>& firsts) {
  const auto shown = [&](std::size_t place) {
    return "\"" + shown_text(class_names[place]) + "\" (" + std::to_string(place) + ")";
  };
  const std::size_t twin = first_twin(firsts).value_or(0);
  std::size_t others = 0;
  for (std::size_t place = twin + 1; place < firsts.size(); ++place) others += firsts[place] != place ? 1 : 0;
  return "the classes " + shown(firsts[twin]) + " and " + shown(twin) +
         (others > 0 ? ", and " + std::to_string(others) + " more like them," : "");
}

SDKT_INLINE void expect_told_apart(const std::vector<std::string>& class_names, std::string_view where) {
  const std::vector<std::size_t> firsts = firsts_by_name(class_names);
  if (!first_twin(firsts)) return;
  throw data_error{
      std::string{where},
      named_twins(class_names, firsts) +
          " have names that differ only in case, spaces, underscores or Unicode form, and their prompts do "
          "not distinguish them",
      std::string{twins_remedy}};
}

SDKT_INLINE std::vector<std::int64_t> joined_labels(const std::vector<std::size_t>& firsts) {
  std::vector<std::int64_t> labels;
  std::int64_t next = 0;
  for (std::size_t place = 0; place < firsts.size(); ++place)
    labels.push_back(firsts[place] == place ? next++ : labels[firsts[place]]);
  return labels;
}

SDKT_INLINE void keep_firsts(std::vector<std::string>& of_classes, const std::vector<std::size_t>& firsts) {
  std::size_t kept = 0;
  for (std::size_t place = 0; place < of_classes.size(); ++place) {
    if (firsts[place] != place) continue;
    if (kept != place) of_classes[kept] = std::move(of_classes[place]);
    ++kept;
  }
  of_classes.resize(kept);
}

SDKT_INLINE void relabel(std::vector<sample>& samples, const std::vector<std::int64_t>& labels) {
  for (sample& one : samples) one.label = labels[static_cast<std::size_t>(one.label)];
}

}  // namespace sdkt::detail
