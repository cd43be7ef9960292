// expect: this loss compares images with reference texts, but this reference has none
// SPDX-License-Identifier: MIT
//
// A loss over captions and a pool without any.
#include "parts.hpp"

int main() {
  run_over<std::vector<good_task>, good_reference, good_teacher<1>,
           good_loss<sdkt::text_source::reference_texts>>{};
}
