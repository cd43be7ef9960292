// SPDX-License-Identifier: MIT
//
// Your own parameterisation: one factor per output of every matrix trains, W = diag(s) W_start.

#include <cassert>

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/trainer.hpp>

struct row_scales {
  std::vector<sdkt::weight_matrix> matrices = {};
  at::Tensor start = {};

  std::int64_t num_weights(const sdkt::weight_layout&, const sdkt::trained_slices& trained) const {
    std::int64_t rows = 0;
    for (const auto& matrix : sdkt::weights::hidden_matrices_of(trained)) rows += matrix.rows;
    return rows;
  }
  at::Tensor begin_task(const sdkt::parameters_begin& moment) {
    matrices = sdkt::weights::hidden_matrices_of(*moment.trained);
    start = moment.start;
    return at::ones({num_weights(*moment.layout, *moment.trained)}, start.options());
  }
  void push_forward(const at::Tensor& scales_F, at::Tensor& theta_Q) const {
    std::int64_t row = 0;
    for (const auto& matrix : matrices) {
      matrix.of(theta_Q).copy_(matrix.of(start).mul(scales_F.narrow(0, row, matrix.rows).unsqueeze(1)));
      row += matrix.rows;
    }
  }
  at::Tensor pull_back(const at::Tensor& scales_F, const at::Tensor& gradient_Q) const {
    at::Tensor gradient_F = at::zeros_like(scales_F);
    std::int64_t row = 0;
    for (const auto& matrix : matrices) {
      gradient_F.narrow(0, row, matrix.rows).copy_(matrix.of(gradient_Q).mul(matrix.of(start)).sum(1));
      row += matrix.rows;
    }
    return gradient_F;
  }
};
static_assert(sdkt::Parameterisation<row_scales>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  sdkt::trainer trainer{model, sdkt::no_teacher{}, row_scales{}};
  trainer.options.steps = 10;
  trainer.options.learning_rate = 1e-2;
  trainer.options.weight_decay = 0;  // it would pull the factors to 0
  const auto record = trainer.run(sdkt::load_tasks({mini / "tasks/digits.json"})).record;
  assert(record.steps.back().cross_entropy < record.steps.front().cross_entropy);
}
