// SPDX-License-Identifier: MIT
//
// The options of `sdkt run` that define a run, by their names without the dashes, as they were given. This
// one list is used for the file of --print-config and for the command that repeats a run. Options that
// were not given are empty.
#pragma once

#include "run_settings.hpp"

namespace sdkt::cli {

/// Calls visit(name, value) with a string, a flag, a list of strings, or an optional value.
template <class Visit>
void visit_data(const run_settings& settings, const Visit& visit) {
  visit("model", settings.model);
  visit("activation", settings.reading.activation);
  visit("heads", settings.reading.heads);
  visit("vocabulary", settings.reading.vocabulary);
  visit("tasks", settings.tasks);
  visit("data-root", settings.data_root);
  visit("allow-outside", settings.allow_outside);
  visit("templates", settings.templates);
  visit("merge-classes", settings.merge_classes);
  visit("order", settings.order);
  visit("reference", settings.reference);
  visit("reference-size", settings.reference_size);
  visit("skip-broken", settings.skip_broken);
  visit("reference-texts", settings.reference_texts);
}

template <class Visit>
void visit_method(const run_settings& settings, const Visit& visit) {
  visit("method", settings.method);
  visit("threshold", settings.threshold);
  visit("scale", settings.scale);
  visit("previous-weight", settings.previous_weight);
  visit("pretrained-weight", settings.pretrained_weight);
  visit("set", settings.values);
}

template <class Visit>
void visit_training(const run_settings& settings, const Visit& visit) {
  visit("steps", settings.steps);
  visit("min-steps", settings.min_steps);
  visit("min-passes", settings.min_passes);
  visit("max-passes", settings.max_passes);
  visit("lr", settings.learning_rate);
  visit("lr-of", settings.rates);
  visit("weight-decay", settings.weight_decay);
  visit("warmup", settings.warmup);
  visit("label-smoothing", settings.label_smoothing);
  visit("max-gradient-norm", settings.max_gradient_norm);
  visit("batch-size", settings.batch_size);
  visit("reference-batch-size", settings.reference_batch_size);
  visit("micro-batch-size", settings.micro_batch_size);
  visit("view", settings.view);
  visit("reference-view", settings.reference_view);
  visit("trains", settings.trains);
  visit("distance-images", settings.distance_images);
  visit("union", settings.class_union);
}

}  // namespace sdkt::cli
