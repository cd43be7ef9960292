// SPDX-License-Identifier: MIT
#include "shared.hpp"
#include <sdkt/trainer.hpp>

sdkt::run_record with_one_teacher(const inputs& on) {
  sdkt::trainer trainer{on.model, sdkt::pretrained_teacher{}, sdkt::constant_selection{1.0},
                        sdkt::feature_distance{}};
  trainer.options.steps = 2;
  trainer.options.view = sdkt::image_view::eval;
  return trainer.run(on.tasks, on.pool).record;
}
