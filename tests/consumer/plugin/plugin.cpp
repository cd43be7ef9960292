// SPDX-License-Identifier: MIT
//
// sdkt inside a shared library that shows nothing of it: one C function, all else hidden.
#include <cstring>

#include <sdkt/trainer.hpp>

namespace {

struct only_far {
  at::Tensor weights(const sdkt::teacher_targets<2>& targets) const {  // [R, 2]
    const auto far_R = sdkt::teacher_distance(targets).gt(0.2).to(at::kFloat);
    return at::stack({far_R, at::rsub(far_R, 1)}, 1);
  }
};
static_assert(sdkt::SelectionPolicy<only_far, 2>);

}  // namespace

extern "C" __attribute__((visibility("default"))) int plugin_learns(const char* mini, char* problem,
                                                                    unsigned long size) {
  try {
    const std::filesystem::path folder{mini};
    sdkt::trainer trainer{sdkt::clip::load(folder / "model"), sdkt::dual_teacher{}, only_far{},
                          sdkt::feature_distance{}};
    trainer.options.steps = 1;
    trainer.options.view = sdkt::image_view::eval;
    const auto tasks = sdkt::load_tasks({folder / "tasks" / "digits.json"});
    const auto pool = sdkt::load_reference({folder / "tasks" / "reference.json"}, {.size = 64});
    return static_cast<int>(trainer.run(tasks, pool).record.steps.size());
  } catch (const sdkt::error& refusal) {
    std::strncpy(problem, refusal.what(), size - 1);
    return -1;
  }
}
