// SPDX-License-Identifier: MIT
//
// The classifier that a run saved beside its model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/classifier/ridge_head.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::cli {

/// A classifier, and which of its classes the names of some tasks are.
struct saved_classifier {
  ridge_head head;
  std::vector<std::int64_t> classes;  ///< for every name of all tasks, the number of its class or -1
  std::string sentence;  ///< "ridge_head has learnt 10 classes; 10 of the 28 names here are among them"
};

/// The classifier in a model's folder; none if there is none, or the model is not a folder.
///
/// Errors: those of read_classifier and restore; setting_error if none of the tasks' names is among its classes;
/// format_error if it does not belong to a model of this kind.
std::optional<saved_classifier> load_classifier(const std::string& folder, const clip::model& model,
                                                const std::vector<task>& tasks);

/// "ridge_head, 10 classes learnt"; empty if a folder has no classifier.
std::string classifier_in(const std::string& folder);

}  // namespace sdkt::cli
