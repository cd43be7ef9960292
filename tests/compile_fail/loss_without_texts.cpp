// expect: the distillation loss does not state which texts it needs: add `static constexpr
// SPDX-License-Identifier: MIT
//
// A loss that leaves open whether it looks at texts.
#include "parts.hpp"

struct without_texts {
  at::Tensor operator()(const sdkt::encoded&, const sdkt::encoded&, const at::Tensor&) const;
};

int main() { composition_of<good_model, good_teacher<2>, good_selection, without_texts>{}; }
