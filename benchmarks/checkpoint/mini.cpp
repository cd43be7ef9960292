// SPDX-License-Identifier: MIT

#include "mini.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "../median.hpp"
#include <sdkt/presets/select_and_distill.hpp>

namespace {

struct seconds {
  double wall = 0;
  double cpu = 0;  // of all threads
};

seconds now() {
  using clock = std::chrono::steady_clock;
  return {std::chrono::duration<double>(clock::now().time_since_epoch()).count(),
          static_cast<double>(std::clock()) / CLOCKS_PER_SEC};
}

/// An empty path: without checkpoints.
seconds time_of_run(const std::filesystem::path& folder) {
  const std::filesystem::path mini{SDKT_MINI_DIR};
  auto trainer = sdkt::presets::snd(sdkt::clip::load(mini / "model"));
  trainer.options.steps = 60;
  trainer.options.learning_rate = 3e-4;
  trainer.options.view = sdkt::image_view::eval;
  trainer.options.checkpoints = {.folder = folder, .seconds = 60};
  const auto tasks = sdkt::load_tasks({mini / "tasks" / "digits.json", mini / "tasks" / "shapes.json",
                                       mini / "tasks" / "letters.json", mini / "tasks" / "emoji.json"});
  const auto pool = sdkt::load_reference(mini / "tasks" / "reference.json");
  const seconds begin = now();
  static_cast<void>(trainer.run(tasks, pool));
  const seconds end = now();
  if (!folder.empty()) std::filesystem::remove_all(folder);
  return {end.wall - begin.wall, end.cpu - begin.cpu};
}

}  // namespace

void compare_on_mini(const std::filesystem::path& folder, int rounds) {
  std::vector<double> wall_without, wall_with, cpu_without, cpu_with, wall_ratio, cpu_ratio;
  for (int round = 0; round < rounds; ++round) {
    const seconds without = time_of_run({});
    const seconds with = time_of_run(folder / "mini-checkpoint");
    wall_without.push_back(without.wall);
    wall_with.push_back(with.wall);
    cpu_without.push_back(without.cpu);
    cpu_with.push_back(with.cpu);
    wall_ratio.push_back(with.wall / without.wall);
    cpu_ratio.push_back(with.cpu / without.cpu);
  }
  std::printf(
      "mini, 4 tasks, %d rounds: wall %.2f s without, %.2f s with, ratio %.4f; CPU %.2f s and %.2f s, ratio "
      "%.4f\n",
      rounds, median(wall_without), median(wall_with), median(wall_ratio), median(cpu_without),
      median(cpu_with), median(cpu_ratio));
}
