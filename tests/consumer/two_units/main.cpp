// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "shared.hpp"
#include <sdkt/trainer.hpp>

sdkt::run_record with_select_and_distill(const inputs& on) {
  sdkt::trainer trainer{on.model};
  trainer.options.steps = 2;
  trainer.options.view = sdkt::image_view::eval;
  return trainer.run(on.tasks, on.pool).record;
}

int main() {
  const std::filesystem::path mini{std::getenv("SDKT_MINI")};
  const inputs on{sdkt::clip::load(mini / "model"),
                  sdkt::load_tasks({mini / "tasks" / "digits.json", mini / "tasks" / "shapes.json"}),
                  sdkt::load_reference({mini / "tasks" / "reference.json"}, {.size = 64})};
  const auto selected = with_select_and_distill(on);
  const auto guided = with_one_teacher(on);
  const bool is_same_start = selected.accuracy.zero_shot == guided.accuracy.zero_shot &&
                             selected.steps.front().cross_entropy == guided.steps.front().cross_entropy;
  const bool is_other_method = selected.teacher_names.size() == 2 && guided.teacher_names.size() == 1 &&
                               selected.steps.back().loss != guided.steps.back().loss;
  std::cout << selected.method << ' ' << selected.steps.back().loss << ", " << guided.method << ' '
            << guided.steps.back().loss << '\n';
  return is_same_start && is_other_method ? 0 : 1;
}
