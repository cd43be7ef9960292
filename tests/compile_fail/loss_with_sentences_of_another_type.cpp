// expect: a distillation loss over random sentences must state how many: add a member
// SPDX-License-Identifier: MIT
//
// A number alone: how long the sentences are is missing.
#include "parts.hpp"

struct with_sentences_of_another_type : good_loss<sdkt::text_source::random_sentences> {
  std::int64_t sentences = 1000;
};

int main() { composition_of<good_model, good_teacher<1>, good_selection, with_sentences_of_another_type>{}; }
