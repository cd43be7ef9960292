// SPDX-License-Identifier: MIT
//
// Selective distillation of a batch in one pass over the features: norms, distances, weights, losses and
// gradient.
//
// Letters: R images, E features, N teachers, P = N (N - 1) / 2 pairs of teachers.
#pragma once

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <sdkt/cuda/kernel/team.cuh>

namespace sdkt::cuda {

/// Pairs of teachers, in the order (0, 1), (0, 2), ..., (1, 2), ...
SDKT_KERNEL_CODE constexpr int num_pairs(int teachers) { return teachers * (teachers - 1) / 2; }

/// The inputs and outputs of a call. Rows are contiguous; pointers need only the alignment of a float.
///
///     loss_n = mean_i w_in d_in  with  d_n = || u - t_n ||^2
///
/// and u the student's features scaled to unit length.
///
/// Gradient: `gradient` is that of upstream * sum_n strength_n loss_n with respect to the student's features
/// before they are scaled to unit length. The weights carry no gradient.
template <int Teachers>
struct distillation_call {
  const float* student;             ///< [R, E]
  const float* teachers[Teachers];  ///< [R, E] each, of unit length
  std::int64_t images = 0;          ///< R
  std::int64_t width = 0;           ///< E
  float strengths[Teachers];
  const float* upstream;  ///< [] upstream gradient, on the device; null: 1
  float* gradient;        ///< [R, E]
  float* weights;         ///< [R, N]
  float* terms;           ///< [R, N] w_in d_in
  float* means;           ///< [2, N] row 0: loss_n; row 1: the mean weights
};

/// eta = sigmoid(scale (d - threshold)) for the first of two teachers and 1 - eta for the second.
struct sigmoid_of_distance {
  float threshold, scale;

  SDKT_KERNEL_CODE void operator()(const float* distances, float* weights) const {
    const float eta = 1.0F / (1.0F + expf(-scale * (distances[0] - threshold)));
    weights[0] = eta;
    weights[1] = 1.0F - eta;
  }
};

/// The same given weights for every image: constants, or the means of a first pass.
template <int Teachers>
struct given_weights {
  const float* values;  ///< [N], on the device

  SDKT_KERNEL_CODE void operator()(const float*, float* weights) const {
    for (int n = 0; n < Teachers; ++n) weights[n] = values[n];
  }
};

/// Threads of a block. There is one block per image.
inline constexpr int distil_threads = 128;

/// Largest number of features that a distillation kernel accepts.
inline constexpr std::int64_t most_features = 16 * distil_threads;

/// Calls f with the number of features per thread as a compile-time constant.
///
/// Errors: std::runtime_error for more than 2,048 features.
template <class F>
void with_features_of_thread(std::int64_t width, const F& f) {
  if (width <= 4 * distil_threads) return f(std::integral_constant<int, 4>{});
  if (width <= 8 * distil_threads) return f(std::integral_constant<int, 8>{});
  if (width <= 16 * distil_threads) return f(std::integral_constant<int, 16>{});
  throw std::runtime_error{"sdkt: CUDA, selective_distillation: " + std::to_string(width) +
                           " features, but at most 2,048 are supported; use the policies' ATen operators"};
}

namespace kernel {

/// The features of a row that one thread holds: every `Threads`th.
template <int Teachers, int PerThread>
struct row_part {
  float student[PerThread];
  float teachers[Teachers][PerThread];
};

/// The weights, terms and gradient of one image. selection(distances [P], weights [N]) computes the weights
/// of the teachers from the distances between them. E must be at most Threads * PerThread.
///
/// Memory: reads student and teachers once and writes the gradient once.
template <int Teachers, int PerThread, class Team, class Selection>
SDKT_KERNEL_CODE void distil_image(Team& team, const distillation_call<Teachers>& call,
                                   const Selection& selection, std::int64_t image) {
  constexpr int pairs = num_pairs(Teachers);
  constexpr int sums = 2 * Teachers + pairs;
  const std::int64_t first = image * call.width;
  const auto feature = [&](int thread, int part) {
    return static_cast<std::int64_t>(part) * Team::threads + thread;
  };

  typename Team::template per_thread<row_part<Teachers, PerThread>> rows;
  team.each([&](int thread) {
    auto& row = rows[thread];
    for (int part = 0; part < PerThread; ++part) {
      const std::int64_t e = feature(thread, part);
      const bool is_in = e < call.width;
      row.student[part] = is_in ? call.student[first + e] : 0.0F;
      for (int n = 0; n < Teachers; ++n) row.teachers[n][part] = is_in ? call.teachers[n][first + e] : 0.0F;
    }
  });

  const float squares = team.template sum<1>([&](int thread) {
                              floats<1> sum{};
                              for (int part = 0; part < PerThread; ++part)
                                sum.value[0] += rows[thread].student[part] * rows[thread].student[part];
                              return sum;
                            })
                            .value[0];
  const unit_factor to_unit{squares};

  const floats<sums> total = team.template sum<sums>([&](int thread) {
    floats<sums> sum{};
    auto& row = rows[thread];
    for (int part = 0; part < PerThread; ++part) {
      const float unit = row.student[part] *= to_unit.inverse;
      int pair = 2 * Teachers;
      for (int n = 0; n < Teachers; ++n) {
        const float difference = unit - row.teachers[n][part];
        sum.value[n] += difference * difference;
        sum.value[Teachers + n] += unit * difference;
        for (int other = n + 1; other < Teachers; ++other, ++pair) {
          const float apart = row.teachers[n][part] - row.teachers[other][part];
          sum.value[pair] += apart * apart;
        }
      }
    }
    return sum;
  });

  float distances[pairs > 0 ? pairs : 1], weights[Teachers], factors[Teachers];
  for (int pair = 0; pair < pairs; ++pair) distances[pair] = sqrtf(total.value[2 * Teachers + pair]);
  selection(distances, weights);
  const float upstream = call.upstream == nullptr ? 1.0F : *call.upstream;
  float along = 0.0F;  // u . gradient with respect to u
  for (int n = 0; n < Teachers; ++n) {
    factors[n] = 2.0F * upstream * call.strengths[n] * weights[n] / static_cast<float>(call.images);
    along += factors[n] * total.value[Teachers + n];
  }
  if (to_unit.is_clamped) along = 0.0F;  // a clamped length does not change with the features

  team.each([&](int thread) {
    const auto& row = rows[thread];
    for (int part = 0; part < PerThread; ++part) {
      const std::int64_t e = feature(thread, part);
      if (e >= call.width) continue;
      float slope = -row.student[part] * along;
      for (int n = 0; n < Teachers; ++n) slope += factors[n] * (row.student[part] - row.teachers[n][part]);
      call.gradient[first + e] = slope * to_unit.inverse;
    }
    if (thread > 0) return;
    for (int n = 0; n < Teachers; ++n) {
      call.weights[image * Teachers + n] = weights[n];
      call.terms[image * Teachers + n] = weights[n] * total.value[n];
    }
  });
}

/// Only the weights of one image: the first of two passes, if weights depend on all images.
template <int Teachers, int PerThread, class Team, class Selection>
SDKT_KERNEL_CODE void weigh_image(Team& team, const distillation_call<Teachers>& call,
                                  const Selection& selection, std::int64_t image) {
  constexpr int pairs = num_pairs(Teachers);
  constexpr int sums = pairs > 0 ? pairs : 1;
  const std::int64_t first = image * call.width;
  const floats<sums> total = team.template sum<sums>([&](int thread) {
    floats<sums> sum{};
    for (int part = 0; part < PerThread; ++part) {
      const std::int64_t e = static_cast<std::int64_t>(part) * Team::threads + thread;
      if (e >= call.width) continue;
      int pair = 0;
      for (int n = 0; n < Teachers; ++n) {
        for (int other = n + 1; other < Teachers; ++other, ++pair) {
          const float apart = call.teachers[n][first + e] - call.teachers[other][first + e];
          sum.value[pair] += apart * apart;
        }
      }
    }
    return sum;
  });
  float distances[sums], weights[Teachers];
  for (int pair = 0; pair < pairs; ++pair) distances[pair] = sqrtf(total.value[pair]);
  selection(distances, weights);
  team.each([&](int thread) {
    if (thread > 0) return;
    for (int n = 0; n < Teachers; ++n) call.weights[image * Teachers + n] = weights[n];
  });
}

/// Means over the images, by one block: of terms and weights, or of weights alone.
template <int Teachers, class Team>
SDKT_KERNEL_CODE void average_images(Team& team, const distillation_call<Teachers>& call, bool has_terms) {
  constexpr int sums = 2 * Teachers;
  const floats<sums> total = team.template sum<sums>([&](int thread) {
    floats<sums> sum{};
    for (std::int64_t image = thread; image < call.images; image += Team::threads) {
      for (int n = 0; n < Teachers; ++n) {
        if (has_terms) sum.value[n] += call.terms[image * Teachers + n];
        sum.value[Teachers + n] += call.weights[image * Teachers + n];
      }
    }
    return sum;
  });
  team.each([&](int thread) {
    if (thread >= sums || (!has_terms && thread < Teachers)) return;
    call.means[thread] = total.value[thread] / static_cast<float>(call.images);
  });
}

}  // namespace kernel

}  // namespace sdkt::cuda
