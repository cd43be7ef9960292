// SPDX-License-Identifier: MIT
//
// Teachers that average the student against torch.optim.swa_utils (make_policy.py).

#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "oracle.hpp"
#include <sdkt/teacher.hpp>

namespace {

using namespace sdkt_test;

template <class Teacher>
void check_average(const nlohmann::json& one, const char* name, const Teacher& policy) {
  CAPTURE(name);
  const auto size = static_cast<std::int64_t>(one["start"].size());
  const std::int64_t steps_a_pass = one["steps_a_pass"];
  sdkt::task_begin begin;
  begin.theta = tensor_of(one["start"], {size});
  auto teachers = policy.begin_task(begin);
  for (std::size_t step = 0; step < one["path"].size(); ++step) {
    CAPTURE(step);
    const auto number = static_cast<std::int64_t>(step);
    policy.after_step(teachers,
                      {number, tensor_of(one["path"][step], {size}), (number + 1) % steps_a_pass == 0});
    CHECK(largest_difference(teachers[0], tensor_of(one[name][step], {size})) < 1e-12);
  }
}

}  // namespace

TEST_CASE("averages a step, a pass and over the task so far are PyTorch's averaged models") {
  for (const auto& one : expected()["averages"]) {
    const double decay = one["decay"];
    check_average(one, "ema_step", sdkt::ema_teacher{.decay = decay});
    check_average(one, "ema_pass", sdkt::ema_teacher{.decay = decay, .per = sdkt::average_every::pass});
    check_average(one, "running", sdkt::running_average_teacher{});
  }
}
