// SPDX-License-Identifier: MIT
//
// Definitions of step_log.hpp.
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/step/step_log.hpp>
#include <sdkt/step/weight_counter.hpp>

namespace sdkt::step {

SDKT_INLINE step_log::step_log(std::int64_t task, std::string task_name, std::int64_t first_step,
                               std::int64_t num_steps, std::size_t num_teachers, const at::Device& device)
    : task_{task}, task_name_{std::move(task_name)}, first_step_{first_step}, num_teachers_{num_teachers} {
  const auto columns = static_cast<std::int64_t>(num_teachers + (num_teachers > 0 ? 3 : 2));
  values_SK_ =
      at::zeros({num_steps - first_step, columns}, at::TensorOptions{}.dtype(at::kFloat).device(device));
  last_ = std::chrono::steady_clock::now();
}

SDKT_INLINE void step_log::add(const step_terms& terms, double learning_rate) {
  std::vector<at::Tensor> row{terms.loss.detach(), terms.cross_entropy.detach()};
  for (const auto& term : terms.distillation) row.push_back(term.detach());
  if (terms.selection_R.defined()) {
    row.push_back(terms.selection_R.mean());
    weights_.add(terms.selection_R);
  }
  guided_ = !terms.distillation.empty();
  values_SK_[static_cast<std::int64_t>(seconds_.size())]
      .narrow(0, 0, static_cast<std::int64_t>(row.size()))
      .copy_(at::stack(row));
  const auto now = std::chrono::steady_clock::now();
  seconds_.push_back(std::chrono::duration<double>(now - last_).count());
  learning_rates_.push_back(learning_rate);
  last_ = now;
}

SDKT_INLINE void step_log::read(std::vector<step_record>& records) {
  const auto known = static_cast<std::int64_t>(seconds_.size());
  const at::Tensor rows = at::narrow(values_SK_, 0, read_, known - read_).to(at::kCPU).contiguous();
  const auto* value = rows.const_data_ptr<float>();
  for (; read_ < known; ++read_) {
    const auto row = static_cast<std::size_t>(read_);
    step_record record;
    record.task = task_;
    record.step = first_step_ + read_;
    record.learning_rate = learning_rates_[row];
    record.loss = static_cast<double>(*value++);
    record.cross_entropy = static_cast<double>(*value++);
    if (guided_) {
      for (std::size_t n = 0; n < num_teachers_; ++n)
        record.distillation.push_back(static_cast<double>(value[n]));
      record.mean_selection = static_cast<double>(value[num_teachers_]);
    }
    value += num_teachers_ > 0 ? num_teachers_ + 1 : 0;
    record.seconds = seconds_[row];
    if (!std::isfinite(record.loss)) {
      throw data_error{"task " + task_name_ + ", step " + std::to_string(record.step),
                       "the loss is no longer a finite number",
                       "lower the learning rate or the strengths of the distillation, and start again"};
    }
    records.push_back(std::move(record));
  }
}

SDKT_INLINE void step_log::read_selection(std::vector<selection_record>& records) {
  if (!guided_) return;
  const auto place = static_cast<std::size_t>(task_);
  if (records.size() <= place) records.resize(place + 1);
  weights_.move_to(records[place]);
}

}  // namespace sdkt::step
