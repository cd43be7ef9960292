// SPDX-License-Identifier: MIT
//
// Your own optimiser: Lion, the sign of a mixed gradient (arXiv 2302.06675).

#include <cassert>

#include <ATen/ops/zeros_like.h>

#include <sdkt/trainer.hpp>

struct lion {
  double beta1 = 0.9, beta2 = 0.99;
  double decay = 0;
  at::Tensor momentum = {};

  void begin_task(const sdkt::optimiser_begin& begin) {
    decay = begin.weight_decay;
    momentum = at::zeros_like(begin.values);
  }
  void update_values(at::Tensor& values_F, const at::Tensor& gradient_F, double learning_rate) {
    const at::Tensor direction_F = momentum.mul(beta1).add_(gradient_F, 1 - beta1).sign_();
    values_F.mul_(1 - learning_rate * decay).sub_(direction_F, learning_rate);
    momentum.mul_(beta2).add_(gradient_F, 1 - beta2);
  }
  void persist(sdkt::archive& state) { state("momentum", momentum); }
};
static_assert(sdkt::OptimiserPolicy<lion>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  sdkt::trainer trainer{model, sdkt::no_teacher{}, lion{}};
  trainer.options.steps = 10;
  trainer.options.learning_rate = 1e-4;
  const auto record = trainer.run(sdkt::load_tasks({mini / "tasks/digits.json"})).record;
  assert(record.steps.back().cross_entropy < record.steps.front().cross_entropy);
}
