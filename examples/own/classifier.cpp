// SPDX-License-Identifier: MIT
//
// Your own classifier: zero-shot scores, and for learnt classes the nearness to their mean image feature.

#include <cassert>

#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <sdkt/trainer.hpp>

struct nearest_mean {
  double weight = 2;        // of the means, in units of the logit scale
  at::Tensor sums_KE = {};  // of the features of each learnt class
  static constexpr std::string_view name = "nearest_mean";

  void learn_task(const sdkt::classifier_task& task) {
    const at::Tensor before_KE = sums_KE;
    sums_KE = at::zeros({task.num_classes, task.features.size(1)}, task.features.options());
    if (before_KE.defined()) sums_KE.narrow(0, 0, before_KE.size(0)).copy_(before_KE);
    sums_KE.index_add_(0, task.labels, task.features);
  }
  at::Tensor class_scores(const sdkt::classifier_inputs& inputs) const {
    const at::Tensor zero_shot_NC = inputs.zero_shot();
    if (!sums_KE.defined()) return zero_shot_NC;
    const at::Tensor means_KE = sums_KE.div(sums_KE.norm(2, {1}, /*keepdim=*/true));
    const at::Tensor near_NK = inputs.features.matmul(means_KE.t());
    const at::Tensor gain_NK = near_NK.sub(near_NK.mean(1, /*keepdim=*/true)).mul(inputs.scale).mul(weight);
    const at::Tensor gain_NC = gain_NK.index_select(1, inputs.classes.clamp_min(0));
    return at::where(inputs.classes.ge(0), zero_shot_NC.add(gain_NC), zero_shot_NC);
  }
  void persist(sdkt::archive& state) {
    state("weight", weight);
    state("sums", sums_KE);
  }
};
static_assert(sdkt::Classifier<nearest_mean>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  sdkt::trainer trainer{model, sdkt::no_teacher{}, nearest_mean{}};
  trainer.options.trains = sdkt::trained_part::nothing;  // the features stay those of the pre-trained model
  const auto result = trainer.run(sdkt::load_tasks({mini / "tasks/digits.json", mini / "tasks/shapes.json"}));
  assert(result.record.accuracy.trained.back()[0] > result.record.accuracy.zero_shot[0]);
  assert(result.classifier && result.classifier->kind == "nearest_mean");
}
