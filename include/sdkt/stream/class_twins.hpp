// SPDX-License-Identifier: MIT
//
// Classes that cannot be told apart: found by their names, and joined where the user says so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/text/text_key.hpp>

namespace sdkt::detail {

/// For every class the first one that it cannot be told from: itself for most. keys has one key a class.
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

/// The same by name: case, white space, underscores and Unicode's normal form tell no classes apart.
inline std::vector<std::size_t> firsts_by_name(const std::vector<std::string>& class_names) {
  std::vector<std::string> keys;
  keys.reserve(class_names.size());
  for (const std::string& name : class_names) keys.push_back(class_key(name));
  return firsts_of(keys);
}

/// The second class of the first pair of twins, if there is any.
inline std::optional<std::size_t> first_twin(const std::vector<std::size_t>& firsts) {
  for (std::size_t place = 0; place < firsts.size(); ++place)
    if (firsts[place] != place) return place;
  return std::nullopt;
}

/// A sentence's middle: "the classes "cat" (0) and "Cat" (3)", and how many more pairs there are.
inline std::string named_twins(const std::vector<std::string>& class_names,
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

/// What to do about twins, for the end of a sentence.
inline constexpr std::string_view twins_remedy =
    "give each a name of its own, or join them with --merge-classes (task_options::merge_classes)";

/// Throws unless all classes have names that can be told apart.
///
/// Errors: data_error that names the first two that have not.
inline void expect_told_apart(const std::vector<std::string>& class_names, std::string_view where) {
  const std::vector<std::size_t> firsts = firsts_by_name(class_names);
  if (!first_twin(firsts)) return;
  throw data_error{
      std::string{where},
      named_twins(class_names, firsts) +
          " have one name but for case, spaces, underscores or Unicode form, and no prompt made of "
          "it tells them apart",
      std::string{twins_remedy}};
}

/// The numbers of classes when twins are one class: that of every class, counted anew without gaps.
inline std::vector<std::int64_t> joined_labels(const std::vector<std::size_t>& firsts) {
  std::vector<std::int64_t> labels;
  std::int64_t next = 0;
  for (std::size_t place = 0; place < firsts.size(); ++place)
    labels.push_back(firsts[place] == place ? next++ : labels[firsts[place]]);
  return labels;
}

/// Leaves the first of all twins in a list that has one entry a class.
inline void keep_firsts(std::vector<std::string>& of_classes, const std::vector<std::size_t>& firsts) {
  std::size_t kept = 0;
  for (std::size_t place = 0; place < of_classes.size(); ++place) {
    if (firsts[place] != place) continue;
    if (kept != place) of_classes[kept] = std::move(of_classes[place]);
    ++kept;
  }
  of_classes.resize(kept);
}

/// Gives samples the labels of joined classes; they are those of classes.
inline void relabel(std::vector<sample>& samples, const std::vector<std::int64_t>& labels) {
  for (sample& one : samples) one.label = labels[static_cast<std::size_t>(one.label)];
}

/// Joins twins in contents whose labels have been checked: the first one's name and prompt stay, and
/// merged_classes says what was joined.
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
