// expect: a distillation loss over random sentences must state how many: add a member
// SPDX-License-Identifier: MIT
//
// Random sentences, and nobody says how many.
#include "parts.hpp"

using without_number_of_sentences = good_loss<sdkt::text_source::random_sentences>;

int main() { composition_of<good_model, good_teacher<1>, good_selection, without_number_of_sentences>{}; }
