// SPDX-License-Identifier: MIT
//
// Everything that a run has measured so far: what the run folder and the reports are written from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/base/settings.hpp>
#include <sdkt/record/metrics.hpp>

namespace sdkt {

/// One training step, as it was before its update.
struct step_record {
  std::int64_t task = 0;  ///< position in training order, from 0
  std::int64_t step = 0;  ///< from 0 in each task
  double learning_rate = 0;
  double loss = 0;  ///< what was differentiated; penalties in closed form only add to the gradient
  double cross_entropy = 0;
  std::vector<double> distillation;  ///< one mean a teacher, before its strength; empty in an unguided task
  std::optional<double> mean_selection;  ///< mean weight of the first teacher: mean eta in Select and Distill
  double seconds = 0;                    ///< wall time of the step
};

/// One test image of one stage in one label space.
struct prediction_record {
  std::size_t stage = 0;   ///< 0: zero-shot, then by task
  bool is_union = false;   ///< among the classes of all tasks (label_space) instead of its task's own
  std::size_t task = 0;    ///< the task of the image
  std::string path;        ///< its name in the task's source
  std::int64_t label = 0;  ///< index in the label space
  std::int64_t predicted = 0;
  double margin = 0;  ///< largest logit minus the second largest; 0 with a single class
};

/// Mean distance between the model's unit image features and the pre-trained model's.
struct distance_record {
  std::vector<double> tasks;        ///< on every task's test images
  std::optional<double> reference;  ///< on the reference images; none if the run has none
};

/// How many images of a task were given which weight: the first teacher's, as the selection said at every
/// step.
struct selection_record {
  static constexpr std::size_t num_bins = 20;  ///< equal parts of [0, 1]; 1 itself is in the last

  /// Below 0, then the parts, then above 1 or no number. All 0 where nobody guided.
  std::array<std::int64_t, num_bins + 2> counts{};

  std::int64_t total() const noexcept {
    std::int64_t sum = 0;
    for (const auto count : counts) sum += count;
    return sum;
  }
  bool operator==(const selection_record&) const = default;
};

/// A test image that the report shows, with what the model said about it after the last task, among the
/// classes of the image's own task.
struct sample_record {
  std::size_t task = 0;    ///< position in training order
  std::string path;        ///< its name in the task's source
  std::int64_t label = 0;  ///< places in the task's class names
  std::int64_t predicted = 0;
  double margin = 0;      ///< as in prediction_record
  std::string thumbnail;  ///< a small JPEG file

  bool operator==(const sample_record&) const = default;
};

/// What is known of a task before it is trained.
struct task_record {
  std::string name;
  std::vector<std::string> class_names;
  std::int64_t num_train = 0;
  std::int64_t num_test = 0;
  std::int64_t num_steps = 0;
  /// The label of every class in the union of all, where tasks share classes; else empty: they are counted
  /// on.
  std::vector<std::int64_t> union_labels = {};
};

/// The measurements of a run, complete up to the last stage that has ended.
struct run_record {
  std::string method;     ///< name of the composition
  setting_list settings;  ///< every resolved setting, for config.json
  std::vector<task_record> tasks;
  std::vector<std::string> teacher_names;
  std::vector<step_record> steps;
  accuracy_matrix accuracy;                ///< among each task's own classes
  accuracy_matrix accuracy_union;          ///< among the classes of all tasks
  std::vector<distance_record> distances;  ///< the zero-shot stage first
  std::vector<prediction_record> predictions;
  std::vector<selection_record> selection;  ///< of the tasks up to the last one that was guided
  std::vector<sample_record> samples;       ///< after the last stage
  std::vector<std::string> warnings = {};   ///< a sentence each about data that the run goes on with

  /// "zero-shot", then the names of the tasks: what the rows of every table are called.
  std::string stage_name(std::size_t stage) const {
    return stage == 0 ? "zero-shot" : tasks.at(stage - 1).name;
  }

  /// Steps of all tasks together, as planned so far.
  std::int64_t total_steps() const {
    std::int64_t sum = 0;
    for (const auto& task : tasks) sum += task.num_steps;
    return sum;
  }
};

}  // namespace sdkt
