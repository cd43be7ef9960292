// expect: after_step of the teacher policy must be `void after_step(std::array<at::Tensor, num_teachers>&
// SPDX-License-Identifier: MIT
//
// A live teacher whose hook takes no weights to change: it would silently stay frozen.
#include "parts.hpp"

struct with_misshapen_after_step {
  static constexpr std::size_t num_teachers = 1;
  std::array<at::Tensor, 1> begin_task(const sdkt::task_begin&) const;
  void after_step(const sdkt::step_end&) const;
};

int main() { composition_of<good_model, with_misshapen_after_step, good_selection, good_loss<>>{}; }
