// SPDX-License-Identifier: MIT
//
// Your own teacher: the pre-trained model, and the midpoint between it and the previous model.

#include <array>
#include <cassert>

#include <ATen/ops/add.h>

#include <sdkt/trainer.hpp>

/// Returns flat weights of the trained part; the trainer encodes with them.
struct pretrained_and_midway {
  static constexpr std::size_t num_teachers = 2;
  static constexpr std::array<std::string_view, 2> teacher_names{"midway", "pretrained"};  // optional
  std::array<at::Tensor, 2> begin_task(const sdkt::task_begin& begin) const {
    return {at::add(begin.previous, begin.pretrained).mul(0.5), begin.pretrained};
  }
};
static_assert(sdkt::TeacherPolicy<pretrained_and_midway>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  const auto tasks = sdkt::load_tasks({mini / "tasks/digits.json", mini / "tasks/shapes.json"});
  const auto pool = sdkt::load_reference(mini / "tasks/reference.json", {.size = 128});
  sdkt::trainer trainer{model, pretrained_and_midway{}};  // two teachers: distance_sigmoid selects
  trainer.options.steps = 3;
  trainer.options.learning_rate = 3e-4;
  const auto result = trainer.run(tasks, pool);
  assert(result.record.teacher_names.front() == "midway");
  assert(result.record.steps.back().distillation.size() == 2);
}
