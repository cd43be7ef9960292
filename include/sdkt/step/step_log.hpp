// SPDX-License-Identifier: MIT
//
// The numbers of a task's steps, kept on the device until they are read: a step never waits for them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/step/step_terms.hpp>
#include <sdkt/step/weight_counter.hpp>

namespace sdkt::step {

/// Collects the terms of each step of one task and turns them into records at log points.
class step_log {
 public:
  /// For the steps from `first_step` up to `num_steps`.
  step_log(std::int64_t task, std::string task_name, std::int64_t first_step, std::int64_t num_steps,
           std::size_t num_teachers, const at::Device& device);

  void add(const step_terms& terms, double learning_rate);

  bool has_news() const noexcept { return read_ < static_cast<std::int64_t>(seconds_.size()); }

  /// Appends the records of the steps since the last call.
  ///
  /// Errors: data_error that names task and step if a loss is not finite.
  void read(std::vector<step_record>& records);

  /// Adds the selection's weights of the steps since the last call to those of this task.
  void read_selection(std::vector<selection_record>& records);

 private:
  std::int64_t task_;
  std::string task_name_;
  std::int64_t first_step_;
  std::size_t num_teachers_;
  bool guided_ = false;   // whether teachers guide this task
  at::Tensor values_SK_;  // [steps, loss, cross entropy, distillation per teacher, mean selection]
  weight_counter weights_;
  std::vector<double> seconds_;
  std::vector<double> learning_rates_;
  std::int64_t read_ = 0;  // rows that were read
  std::chrono::steady_clock::time_point last_;
};

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/step_log.ipp>
#endif
