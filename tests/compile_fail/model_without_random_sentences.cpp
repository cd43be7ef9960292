// expect: this loss compares with random sentences, but this Backbone cannot generate them: add `at::Tensor
// SPDX-License-Identifier: MIT
//
// A loss over random sentences and a model that makes none.
#include "parts.hpp"

struct over_sentences : good_loss<sdkt::text_source::random_sentences> {
  sdkt::random_sentences sentences;
};

int main() { composition_of<good_model, good_teacher<1>, good_selection, over_sentences>{}; }
