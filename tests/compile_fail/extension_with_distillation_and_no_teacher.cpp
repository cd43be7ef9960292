// expect: an extension with on_distillation_end needs the gradient of the distillation, but this composition
// SPDX-License-Identifier: MIT
//
// The gradient of a distillation that there is none of.
#include "parts.hpp"

struct of_the_distillation {
  void on_distillation_end(const sdkt::distillation_end&) const;
};

int main() {
  composition_of<good_model, good_teacher<0>, good_selection, good_loss<>, of_the_distillation>{};
}
