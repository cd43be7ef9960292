// SPDX-License-Identifier: MIT
//
// The comparison over a model with hardly any arithmetic.

#include "comparison.hpp"
#include "composed.hpp"
#include "hand_written.hpp"
#include "tiny_model.hpp"

namespace abstraction {

namespace {

sdkt::trainer_options tiny_options(std::int64_t steps) {
  sdkt::trainer_options options = compared_options(steps);
  options.batch_size = 8;
  options.reference_batch_size = 8;
  return options;
}

template <bool Distils>
comparison compare_tiny(std::string method) {
  const tiny_model model = make_tiny_model();
  const std::vector<sdkt::task> tasks = noise_tasks();
  const sdkt::reference_set pool{noise_samples(40, 0)};
  return {"tiny", std::move(method),
          [=](std::int64_t steps) { return run_composed<Distils>(model, tasks, pool, tiny_options(steps)); },
          [=](std::int64_t steps) { return run_by_hand<Distils>(model, tasks, pool, tiny_options(steps)); }};
}

}  // namespace

std::vector<comparison> tiny_comparisons() {
  return {compare_tiny<false>("finetune"), compare_tiny<true>("snd")};
}

}  // namespace abstraction
