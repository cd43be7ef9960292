// expect: the distillation loss does not state which texts it needs: add `static constexpr
// SPDX-License-Identifier: MIT
//
// A choice of texts without static constexpr: it comes too late for the compiler.
#include "parts.hpp"

struct with_texts_of_an_object {
  sdkt::text_source texts = sdkt::text_source::none;
  at::Tensor operator()(const sdkt::encoded&, const sdkt::encoded&, const at::Tensor&) const;
};

int main() { composition_of<good_model, good_teacher<2>, good_selection, with_texts_of_an_object>{}; }
