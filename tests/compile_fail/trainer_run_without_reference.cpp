// expect: this composition has a teacher, which needs reference images
// SPDX-License-Identifier: MIT
//
// Select and Distill run over tasks alone.
#include <sdkt/trainer.hpp>

void user(const sdkt::clip::model& model, const sdkt::task_list& tasks) {
  sdkt::trainer trainer{model};
  trainer.run(tasks).save("out");
}

int main() {}
