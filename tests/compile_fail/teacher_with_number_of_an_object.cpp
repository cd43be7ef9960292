// expect: the teacher policy does not state its number of teachers: add `static constexpr std::size_t num_teachers = ...;`
// SPDX-License-Identifier: MIT
//
// A number of teachers without static constexpr: every object has its own.
#include "parts.hpp"

struct with_number_of_an_object {
  std::size_t num_teachers = 1;
  std::array<at::Tensor, 1> begin_task(const sdkt::task_begin&) const;
};

int main() { composition_of<good_model, with_number_of_an_object, good_selection, good_loss<>>{}; }
