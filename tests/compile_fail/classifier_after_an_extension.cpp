// expect: a classifier is written after the loss, the parameterisation and the optimiser and before the extensions
// SPDX-License-Identifier: MIT
//
// The order of arguments: what comes after an extension is one too.
#include "parts.hpp"

struct watcher {
  void on_step_end(const sdkt::step_end&) const;
};

int main() {
  composition_of<good_model, good_teacher<2>, good_selection, good_loss<>, watcher, good_classifier>{};
}
