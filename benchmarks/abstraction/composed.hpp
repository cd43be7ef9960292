// SPDX-License-Identifier: MIT
//
// The same runs by the trainer, with an extension that reads the clock after every step.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "outcome.hpp"
#include <sdkt/trainer.hpp>

namespace abstraction {

struct step_clock {
  std::shared_ptr<std::vector<double>> step_ends = std::make_shared<std::vector<double>>();
  void on_step_end(const sdkt::step_end&) const { step_ends->push_back(thread_seconds()); }
};

/// Fine-tuning, or Select and Distill.
template <bool Distils, class Model>
outcome run_composed(const Model& model, const std::vector<sdkt::task>& tasks,
                     const sdkt::reference_set& pool, const sdkt::trainer_options& options) {
  const step_clock clock;
  const auto measured = [&](auto trainer, const auto&... reference) {
    trainer.options = options;
    auto result = trainer.run(tasks, reference...);
    outcome run{{}, *clock.step_ends, result.model.weights()};
    for (const auto& step : result.record.steps) run.losses.push_back(static_cast<float>(step.loss));
    return run;
  };
  if constexpr (Distils) {
    return measured(sdkt::trainer{model, clock}, pool);
  } else {
    return measured(sdkt::trainer{model, sdkt::no_teacher{}, clock});
  }
}

}  // namespace abstraction
