// expect: this extension has no hook: add at least one of on_task_begin, penalty
// SPDX-License-Identifier: MIT
//
// What comes after the first extension is one too: a policy has no hook.
#include "parts.hpp"

struct watcher {
  void on_step_end(const sdkt::step_end&) const;
};

int main() {
  composition_of<good_model, good_teacher<2>, good_selection, good_loss<>, watcher, good_teacher<1>>{};
}
