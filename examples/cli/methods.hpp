// SPDX-License-Identifier: MIT
//
// Methods by name: which composition each is, and how to run it.
#pragma once

#include <span>
#include <string_view>

#include "run_settings.hpp"
#include <sdkt/clip/model.hpp>
#include <sdkt/run_result.hpp>
#include <sdkt/stream/reference.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/train/observer.hpp>
#include <sdkt/train/options.hpp>

namespace sdkt::cli {

struct method_description {
  std::string_view name;
  bool needs_reference;
  std::string_view what;
  std::string_view composition;
  std::string_view source;
};

/// Every method, the default first.
std::span<const method_description> all_methods();

/// Errors: setting_error with the nearest name if there is no such method.
const method_description& find_method(std::string_view name);

/// Runs a method over tasks in training order; notes go to config.json.
run_result<clip::model> run_method(const run_settings& settings, const trainer_options& options,
                                   const clip::model& model, const task_list& tasks,
                                   const reference_set& reference, const setting_list& notes,
                                   const run_observer& observer);

}  // namespace sdkt::cli
