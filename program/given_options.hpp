// SPDX-License-Identifier: MIT
//
// The options of `sdkt run` that define a run, by their names without the dashes, as they were given. This
// one list is used for the file of --print-config and for the command that repeats a run. Options that
// were not given are empty.
#pragma once

#include <string>
#include <variant>

#include "given_settings.hpp"
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
  visit("evaluate-on", settings.evaluate_on);
  visit("val-fraction", settings.val_fraction);
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
  for (const options::setting_row* row : training_settings()) {
    const std::string name = row->option_name();
    std::visit([&](const auto& value) { visit(name.c_str(), value); }, settings.training.of(*row));
  }
  visit("union", settings.class_union);
}

}  // namespace sdkt::cli
