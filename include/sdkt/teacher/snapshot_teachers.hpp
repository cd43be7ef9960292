// SPDX-License-Identifier: MIT
//
// Teachers that the user supplies: any models of the student's architecture.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// The same N given models guide every task.
///
/// Only the weights that train are taken from the models. All other weights of a teacher are the student's.
///
/// Shapes: flat weights [P] of models of the student's layout -> a copy of the part that trains, [Q] each, on
/// theta's device.
/// Errors: shape_error at a task's start if weights do not have the size of the student's layout.
/// Example: snapshot_teachers{expert_a.weights(), expert_b.weights()}
template <std::size_t N>
class snapshot_teachers {
  static_assert(N > 0, "sdkt: snapshot_teachers needs at least one model; without teachers use no_teacher{}");

 public:
  static constexpr std::string_view name = "snapshot_teachers";
  static constexpr std::size_t num_teachers = N;

  template <std::same_as<at::Tensor>... Weights>
    requires(sizeof...(Weights) == N)
  explicit snapshot_teachers(const Weights&... whole_P) : models_{whole_P...} {}

  std::array<at::Tensor, N> begin_task(const task_begin& begin) const {
    std::array<at::Tensor, N> teachers_Q;
    for (std::size_t n = 0; n < N; ++n) {
      expect_model(n, *begin.trained);
      const at::Tensor taken_Q = begin.trained->take(models_[n]);
      teachers_Q[n] = taken_Q.to(begin.theta.options(), /*non_blocking=*/false, /*copy=*/true);
    }
    return teachers_Q;
  }

  /// Records one fingerprint per model, which identifies its weights.
  void describe(setting_list& settings) const {
    std::vector<std::string> fingerprints;
    for (const at::Tensor& whole_P : models_) {
      detail::fingerprint hash;
      if (whole_P.defined()) {
        const at::Tensor values_P = whole_P.to(at::kCPU, at::kFloat).contiguous();
        hash.add(values_P.const_data_ptr(), static_cast<std::size_t>(values_P.nbytes()));
      }
      fingerprints.push_back(hash.hex());
    }
    settings.set("snapshot_fingerprints", fingerprints);
  }

 private:
  void expect_model(std::size_t n, const trained_slices& trained) const {
    detail::expect_shape("snapshot_teachers, model " + std::to_string(n), models_[n],
                         {{"P", trained.whole_size()}},
                         "pass weights() of a model of the same architecture as the student");
  }

  std::array<at::Tensor, N> models_;  // [P] each
};

template <std::same_as<at::Tensor>... Weights>
snapshot_teachers(Weights...) -> snapshot_teachers<sizeof...(Weights)>;

static_assert(TeacherPolicy<snapshot_teachers<1>>);
static_assert(TeacherPolicy<snapshot_teachers<2>>);

}  // namespace sdkt
