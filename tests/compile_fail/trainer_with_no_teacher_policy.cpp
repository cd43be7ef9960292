// expect: the teacher policy does not state its number of teachers: add `static constexpr std::size_t num_teachers = ...;`
// SPDX-License-Identifier: MIT
//
// The real trainer, a class that is no teacher policy, and one sentence: not one error more for the run after
// it.
#include <sdkt/trainer.hpp>

struct tutor {};

void user(const sdkt::clip::model& model, const sdkt::task_list& tasks, const sdkt::reference_set& pool) {
  sdkt::trainer trainer{model, tutor{}};
  trainer.options.steps = 10;
  trainer.run(tasks, pool).save("out");
}

int main() {}
