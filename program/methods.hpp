// SPDX-License-Identifier: MIT
//
// Methods by name: the composition of each, and how to run it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "method_values.hpp"
#include <sdkt/base/settings.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/record/observer.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/run_result.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt::cli {

/// The reference on which a method's teachers guide.
enum class reference_kind {
  none,            ///< no teacher
  images,          ///< unlabelled images
  texts,           ///< unlabelled images, and texts that do not belong to them
  pairs,           ///< images with one text each
  own_images,      ///< the task's batch itself
  own_stream,      ///< the task's images, drawn a second time
  from_extension,  ///< exemplars that the method keeps
};

/// The kind of reference in words.
std::string_view words_of(reference_kind kind);

/// The inputs of methods; parts that a method does not use may be empty.
struct method_inputs {
  task_list tasks;
  reference_set images{std::vector<sample>{}};
  std::vector<std::string> texts = {};
  reference_pairs pairs{{}, {}};
};

struct method {
  std::string_view name;
  std::string_view what;
  std::string_view source;
  reference_kind reference;

  /// Its published training settings.
  std::function<trainer_options()> protocol;

  /// Policies and settings by name with the values that are set.
  ///
  /// Errors: as run, for a value that the method does not have.
  std::function<setting_list(const method_values&)> describe;

  /// Runs the method over tasks in training order; notes go to config.json.
  ///
  /// Errors: setting_error for a value that the method does not have.
  std::function<run_result<clip::model>(const clip::model&, const method_values&, const trainer_options&,
                                        const method_inputs&, const setting_list& notes, const run_observer&)>
      run;

  /// The numbers that the method trains and keeps, for an estimate of its memory.
  std::function<trained_numbers(const clip::model&, const method_values&, const trainer_options&)>
      count_trained;

  double mini_learning_rate = 3e-4;  ///< with --tasks mini
};

/// Every method, the default first.
const std::vector<method>& all_methods();

/// Errors: setting_error with the nearest name if there is no such method.
const method& find_method(std::string_view name);

// The families that all_methods() joins, each in its own file.
std::vector<method> feature_methods();
std::vector<method> divergence_methods();
std::vector<method> weight_methods();
std::vector<method> parameterised_methods();
std::vector<method> classifier_methods();

}  // namespace sdkt::cli
