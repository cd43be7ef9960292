// SPDX-License-Identifier: MIT
//
// The shortest program: a model, tasks, a pool of unlabelled images, and Select and Distill.

#include <sdkt/trainer.hpp>

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  auto model = sdkt::clip::load(mini / "model");  // a Hugging Face CLIP folder, or open_clip / OpenAI weights
  auto tasks = sdkt::load_tasks({mini / "tasks/digits.json", mini / "tasks/fashion.json"});  // a TaskStream
  auto pool = sdkt::load_reference(mini / "tasks/reference.json");  // unlabelled images

  sdkt::trainer trainer{model};  // Select and Distill, on CUDA if available
  trainer.options.steps = 5;     // for a quick trial; leave it out for the published length
  trainer.options.learning_rate = 3e-4;

  auto result = trainer.run(tasks, pool);  // accuracy matrices, metrics, the final weights
  result.save("out");
  return result.record.accuracy.is_complete() ? 0 : 1;
}
