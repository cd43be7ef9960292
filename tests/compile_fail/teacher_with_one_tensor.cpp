// expect: the teacher policy needs `std::array<at::Tensor, num_teachers> begin_task(
// SPDX-License-Identifier: MIT
//
// A teacher policy that returns a tensor instead of an array of them.
#include "parts.hpp"

struct with_one_tensor {
  static constexpr std::size_t num_teachers = 1;
  at::Tensor begin_task(const sdkt::task_begin&) const;
};

int main() { composition_of<good_model, with_one_tensor, good_selection, good_loss<>>{}; }
