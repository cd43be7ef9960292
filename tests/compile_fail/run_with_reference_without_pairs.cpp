// expect: this loss compares every reference image with its own text, but this reference has none
// SPDX-License-Identifier: MIT
//
// A loss over pairs, and captions that belong to no image.
#include "parts.hpp"

struct captions_apart {
  static constexpr bool has_texts = true;
  const std::vector<sdkt::sample>& samples() const;
  const std::vector<std::string>& texts() const;
};

int main() {
  run_over<std::vector<good_task>, captions_apart, good_teacher<1>,
           good_loss<sdkt::text_source::paired_texts>>{};
}
