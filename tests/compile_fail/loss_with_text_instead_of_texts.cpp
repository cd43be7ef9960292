// expect: the distillation loss does not state which texts it needs: add `static constexpr
// SPDX-License-Identifier: MIT
//
// A misspelt declaration.
#include "parts.hpp"

struct with_text_instead_of_texts {
  static constexpr sdkt::text_source text = sdkt::text_source::class_prompts;
  at::Tensor operator()(const sdkt::encoded&, const sdkt::encoded&, const at::Tensor&) const;
};

int main() { composition_of<good_model, good_teacher<2>, good_selection, with_text_instead_of_texts>{}; }
