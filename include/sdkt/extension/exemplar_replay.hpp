// SPDX-License-Identifier: MIT
//
// A few images per class of earlier tasks, with their labels, join the training images of a task.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>
#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/extension/exemplar_memory.hpp>
#include <sdkt/extension/herding.hpp>
#include <sdkt/extension/persist_lists.hpp>
#include <sdkt/text/text_key.hpp>

namespace sdkt {

/// At a task's start the exemplars of all earlier tasks are appended to its images, and the classes and
/// prompts of those tasks to its classes. The task's own labels do not change. A class is not added again if
/// its prompt is already there; prompts are compared without case, white space and Unicode's normal form.
///
/// At a task's end up to per_class images of each of its classes are herded, with the features of the model
/// just trained.
///
/// Cost: a forward pass over the task's own images at its end.
/// Memory: indices, class names and prompts.
/// Errors: setting_error before the first task if per_class is below 1.
/// Source: iCaRL (arXiv 1611.07725): exemplars per class, and training on old and new classes together.
/// Differs: the loss is the trainer's cross-entropy over prompts, not one sigmoid per class. Tasks are
/// evaluated by their prompts, not by the nearest mean. per_class is fixed; the paper divides a fixed memory
/// among all classes seen.
/// See also: exemplar_memory, whose exemplars guide and are not trained on.
struct exemplar_replay {
  std::int64_t per_class = 20;

  std::vector<std::vector<std::int64_t>> sets = {};        ///< state: images of each past task, by class
  std::vector<std::vector<std::string>> class_names = {};  ///< state: of each task, including this one
  std::vector<std::vector<std::string>> prompts = {};      ///< state: of each task, including this one

  static constexpr std::string_view name = "exemplar_replay";

  void check() const { detail::require_at_least("exemplar_replay_per_class", per_class, 1); }

  void on_task_begin(const task_begin& begin) {
    Expects(begin.samples != nullptr && begin.class_names != nullptr && begin.prompts != nullptr);
    class_names.resize(sets.size());
    prompts.resize(sets.size());
    class_names.push_back(*begin.class_names);
    prompts.push_back(*begin.prompts);
    std::map<std::string, std::int64_t> known;  // classes of this task and classes added to it
    for (std::size_t c = 0; c < begin.prompts->size(); ++c)
      known.emplace(detail::text_key((*begin.prompts)[c]), static_cast<std::int64_t>(c));
    for (std::size_t task = 0; task < sets.size(); ++task) join(begin, task, known);
  }

  void on_task_end(const task_end& end) {
    const at::Tensor features_NE = detail::features_of(end, end.own_images);
    std::vector<std::vector<std::int64_t>> images_of_class(class_names.back().size());
    for (std::int64_t image = 0; image < end.own_images; ++image) {
      const std::int64_t label = (*end.samples)[static_cast<std::size_t>(image)].label;
      images_of_class.at(static_cast<std::size_t>(label)).push_back(image);
    }
    sets.emplace_back();
    for (const auto& images : images_of_class) {
      if (images.empty()) continue;
      const at::Tensor rows = at::tensor(images, at::kLong).to(features_NE.device());
      for (const std::int64_t pick : extension::herd(features_NE.index_select(0, rows), per_class)) {
        sets.back().push_back(images[static_cast<std::size_t>(pick)]);
      }
    }
  }

  void describe(setting_list& settings) const { settings.set("exemplar_replay_per_class", per_class); }
  void persist(archive& state) {
    detail::persist_list(state, "sets", sets);
    detail::persist_list(state, "class_names", class_names);
    detail::persist_list(state, "prompts", prompts);
  }

 private:
  /// Adds the classes of an earlier task, then its exemplars, to the lists of the task that begins.
  void join(const task_begin& begin, std::size_t task, std::map<std::string, std::int64_t>& known) const {
    std::vector<std::int64_t> label_here;
    for (std::size_t c = 0; c < prompts[task].size(); ++c) {
      const auto [found, is_new] =
          known.emplace(detail::text_key(prompts[task][c]), static_cast<std::int64_t>(begin.prompts->size()));
      label_here.push_back(found->second);
      if (!is_new) continue;
      begin.prompts->push_back(prompts[task][c]);
      begin.class_names->push_back(class_names[task][c]);
    }
    for (const std::int64_t index : sets[task]) {
      sample exemplar = detail::exemplar_at(begin, task, index);
      const std::int64_t label = exemplar.label;
      if (label < 0 || static_cast<std::uint64_t>(label) >= label_here.size()) {
        throw data_error{"exemplars",
                         "one of task " + std::to_string(task + 1) + " has the label " +
                             std::to_string(label) + " of " + std::to_string(label_here.size()) + " classes",
                         "resume a run with the tasks that it was started with"};
      }
      exemplar.label = label_here[static_cast<std::size_t>(label)];
      begin.samples->push_back(std::move(exemplar));
    }
  }
};

static_assert(Extension<exemplar_replay>);

}  // namespace sdkt
