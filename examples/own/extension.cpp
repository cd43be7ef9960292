// SPDX-License-Identifier: MIT
//
// Your own extension: a pull towards the weights at the start of the task, in closed form.

#include <cassert>

#include <sdkt/trainer.hpp>

/// Adds strength * || theta - theta_start ||^2 to the loss through its gradient, without autograd.
struct stay_near_start {
  double strength = 0.1;
  at::Tensor start = {};

  void on_task_begin(const sdkt::task_begin& begin) { start = begin.previous; }
  void on_backward_end(const sdkt::backward_end& moment) const {
    auto gradient = moment.gradient;
    gradient.add_(moment.theta.sub(start), 2 * strength);
  }
  void persist(sdkt::archive& state) { state("start", start); }
};
static_assert(sdkt::Extension<stay_near_start>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  const auto tasks = sdkt::load_tasks({mini / "tasks/digits.json"});
  const auto distance_after = [&](double strength) {
    sdkt::trainer trainer{model, sdkt::no_teacher{}, stay_near_start{strength}};
    trainer.options.steps = 10;
    trainer.options.learning_rate = 3e-4;
    return trainer.run(tasks).record.distances.back().tasks.front();
  };
  assert(distance_after(10.0) < distance_after(0.0));
}
