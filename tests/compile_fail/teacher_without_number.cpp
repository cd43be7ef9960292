// expect: the teacher policy does not state its number of teachers: add `static constexpr std::size_t num_teachers = ...;`
// SPDX-License-Identifier: MIT
//
// A teacher policy whose number of teachers is not known when the program compiles.
#include "parts.hpp"

struct without_number {
  std::array<at::Tensor, 1> begin_task(const sdkt::task_begin&) const;
};

int main() { composition_of<good_model, without_number, good_selection, good_loss<>>{}; }
