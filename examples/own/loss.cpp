// SPDX-License-Identifier: MIT
//
// Your own distillation loss: a robust distance, which limits the effect of outliers.

#include <cassert>

#include <ATen/ops/sqrt.h>
#include <ATen/ops/square.h>
#include <ATen/ops/sub.h>

#include <sdkt/trainer.hpp>

/// mean_i w_i * (sqrt(1 + ||h - h_T||^2 / width^2) - 1): quadratic near 0, linear far away.
struct pseudo_huber {
  double width = 0.1;

  static constexpr sdkt::text_source texts = sdkt::text_source::none;
  at::Tensor operator()(const sdkt::encoded& student, const sdkt::encoded& teacher,
                        const at::Tensor& weights_R) const {
    const auto squared_R = at::square(at::sub(student.images_RE, teacher.images_RE)).sum(1);
    return at::sqrt(squared_R.div(width * width).add(1)).sub(1).mul(weights_R).mean();
  }
  void describe(sdkt::setting_list& settings) const { settings.set("huber_width", width); }  // optional
};
static_assert(sdkt::DistillLoss<pseudo_huber>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  const auto tasks = sdkt::load_tasks({mini / "tasks/digits.json"});
  const auto pool = sdkt::load_reference(mini / "tasks/reference.json", {.size = 128});
  sdkt::trainer trainer{model, sdkt::dual_teacher{}, sdkt::distance_sigmoid{}, pseudo_huber{.width = 0.2}};
  trainer.options.steps = 3;
  const auto result = trainer.run(tasks, pool);
  assert(result.record.steps.front().distillation.front() < 1e-6);  // the student starts as its teacher
  assert(result.record.settings.find("huber_width") != nullptr);    // config.json will have it, too
}
