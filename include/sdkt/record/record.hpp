// SPDX-License-Identifier: MIT
//
// All measurements of a run so far: the source of the run folder and of the reports.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/record/metrics.hpp>

namespace sdkt {

/// One training step, measured before its update.
struct step_record {
  std::int64_t task = 0;  ///< position in training order, from 0
  std::int64_t step = 0;  ///< from 0 in each task
  double learning_rate = 0;
  double loss = 0;  ///< the differentiated value; closed-form penalties only add to the gradient
  double cross_entropy = 0;
  std::vector<double> distillation;      ///< one mean per teacher, before its strength; empty if unguided
  std::optional<double> mean_selection;  ///< mean weight of the first teacher: mean eta in Select and Distill
  double seconds = 0;                    ///< wall time of the step
};

/// One test image of one stage in one label space.
struct prediction_record {
  std::size_t stage = 0;   ///< 0: zero-shot, then by task
  bool is_union = false;   ///< among the classes of all tasks (label_space), else of its own task
  std::size_t task = 0;    ///< the task of the image
  std::string path;        ///< its name in the task's source
  std::int64_t label = 0;  ///< index in the label space
  std::int64_t predicted = 0;
  double margin = 0;  ///< largest logit minus the second largest; 0 with a single class
};

/// Mean distance between the unit image features of the model and of the pre-trained model.
struct distance_record {
  std::vector<double> tasks;        ///< on every task's test images
  std::optional<double> reference;  ///< on the reference images; none if the run has none
};

/// Number of images of a task per range of weights that the selection gave to the
/// first teacher, over all steps.
struct selection_record {
  static constexpr std::size_t num_bins = 20;  ///< equal parts of [0, 1]; 1 itself is in the last

  /// Counts below 0, then in each part, then above 1 or NaN. All 0 if no teacher guided the task.
  std::array<std::int64_t, num_bins + 2> counts{};

  std::int64_t total() const noexcept;
  bool operator==(const selection_record&) const = default;
};

/// A test image that the report shows, and the model's prediction for it after the last task, among the
/// classes of the image's own task.
struct sample_record {
  std::size_t task = 0;    ///< position in training order
  std::string path;        ///< its name in the task's source
  std::int64_t label = 0;  ///< index in the task's class names, as is predicted
  std::int64_t predicted = 0;
  double margin = 0;      ///< as in prediction_record
  std::string thumbnail;  ///< a small JPEG file

  bool operator==(const sample_record&) const = default;
};

/// The facts about a task that are available before it is trained.
struct task_record {
  std::string name;
  std::vector<std::string> class_names;
  std::int64_t num_train = 0;
  std::int64_t num_test = 0;
  std::int64_t num_steps = 0;
  /// The label of every class in the union of all classes if tasks share classes. Else empty: the classes of
  /// the tasks are numbered one after the other.
  std::vector<std::int64_t> union_labels = {};
};

/// The measurements of a run, complete up to the last finished stage.
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
  std::vector<selection_record> selection;  ///< of the tasks up to the last guided one
  std::vector<sample_record> samples;       ///< after the last stage
  std::vector<std::string> warnings = {};   ///< one sentence per data problem that does not stop the run

  /// "zero-shot", then the names of the tasks: the row names of every table.
  std::string stage_name(std::size_t stage) const;

  /// Steps of all tasks together, as planned so far.
  std::int64_t total_steps() const;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/record.ipp>
#endif
