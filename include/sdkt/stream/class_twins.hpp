// SPDX-License-Identifier: MIT
//
// Classes that cannot be told apart: found by name, and joined if the user wants it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt::detail {

/// For every class, the first class with the same key, usually the class itself. keys has one key per class.
template <class Key>
std::vector<std::size_t> firsts_of(const std::vector<Key>& keys) {
  std::vector<std::size_t> sorted(keys.size());
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](std::size_t left, std::size_t right) { return keys[left] < keys[right]; });
  std::vector<std::size_t> firsts(keys.size());
  for (std::size_t at = 0, first = 0; at < sorted.size(); ++at) {
    if (at == 0 || keys[sorted[at]] != keys[sorted[at - 1]]) first = sorted[at];
    firsts[sorted[at]] = first;
  }
  return firsts;
}

/// For every class, the first class with the same name. Case, white space, underscores and Unicode's normal
/// form do not distinguish names.
std::vector<std::size_t> firsts_by_name(const std::vector<std::string>& class_names);

/// The second class of the first pair of twins, if there are twins.
std::optional<std::size_t> first_twin(const std::vector<std::size_t>& firsts);

/// The middle of a sentence: "the classes "cat" (0) and "Cat" (3)" and the number of further pairs.
std::string named_twins(const std::vector<std::string>& class_names, const std::vector<std::size_t>& firsts);

/// What the user can do about twins, as the end of a sentence.
inline constexpr std::string_view twins_remedy =
    "give each a unique name, or merge them with --merge-classes (task_options::merge_classes)";

/// Throws unless all classes have names that can be told apart.
///
/// Errors: data_error with the first two classes that cannot.
void expect_told_apart(const std::vector<std::string>& class_names, std::string_view where);

/// The label of every class when twins are joined: renumbered without gaps.
std::vector<std::int64_t> joined_labels(const std::vector<std::size_t>& firsts);

/// Removes all but the first of each group of twins from a list with one entry per class.
void keep_firsts(std::vector<std::string>& of_classes, const std::vector<std::size_t>& firsts);

/// Replaces the label of every sample by labels[label].
void relabel(std::vector<sample>& samples, const std::vector<std::int64_t>& labels);

/// Joins twins in contents whose labels have been checked. The name and prompt of the first twin are kept;
/// merged_classes lists what was joined.
template <class Contents>
void join_classes(Contents& contents, const std::vector<std::size_t>& firsts) {
  if (!first_twin(firsts)) return;
  for (std::size_t place = 0; place < firsts.size(); ++place) {
    if (firsts[place] == place) continue;
    contents.merged_classes.push_back(contents.class_names[place] + " = " +
                                      contents.class_names[firsts[place]]);
  }
  const std::vector<std::int64_t> labels = joined_labels(firsts);
  for (auto* samples : {&contents.train, &contents.validation, &contents.test}) relabel(*samples, labels);
  keep_firsts(contents.class_names, firsts);
  if (!contents.prompts.empty()) keep_firsts(contents.prompts, firsts);
}

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/impl/class_twins.ipp>
#endif
