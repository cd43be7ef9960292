// SPDX-License-Identifier: MIT
//
// Published methods side by side: three presets over the same two tasks, one run each, one table.

#include <cassert>
#include <cstdio>

#include <sdkt/presets.hpp>

template <class Trainer, class Tasks, class... Reference>
double last_accuracy(Trainer trainer, const Tasks& tasks, const Reference&... reference) {
  // A preset starts from the settings of its paper. To compare methods rather than
  // settings, give all the same.
  trainer.options = {
      .steps = 10, .learning_rate = 3e-4, .reference_batch_size = 32, .view = sdkt::image_view::eval};
  const auto result = trainer.run(tasks, reference...);
  const auto metrics = result.metrics();
  std::printf("%-10s %8.1f %11.1f %12.1f\n", trainer.method.c_str(), metrics.last, metrics.forgetting,
              metrics.zero_shot_degradation);
  return metrics.last;
}

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  const auto tasks = sdkt::load_tasks({mini / "tasks/letters.json", mini / "tasks/flags.json"});
  const auto images = sdkt::load_reference(mini / "tasks/reference.json", {.size = 256});
  const auto texts = sdkt::load_texts(mini / "tasks/captions.txt");

  std::printf("%-10s %8s %11s %12s\n", "method", "last", "forgetting", "degradation");
  const double finetune = last_accuracy(sdkt::presets::finetune(model), tasks);
  const double snd = last_accuracy(sdkt::presets::snd(model), tasks, images);
  const double zscl = last_accuracy(sdkt::presets::zscl(model), tasks, sdkt::with_texts(images, texts));
  assert(finetune > 20 && snd > 20 && zscl > 20);
}
