// SPDX-License-Identifier: MIT
//
// Every kernel of one implementation against another's, at sizes that show the borders of threads and blocks.
// A device is held to the twins by it, and twins whose products and sums are contracted, as a device's
// compiler contracts them, show that the tolerances hold.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <catch2/catch_test_macros.hpp>

#include "kernel_check.hpp"
#include "kernel_side.hpp"
#include <sdkt/device/kernel_calls.hpp>

namespace sdkt_test {

using sdkt::detail::unit_rows;

/// One image, a few, more than a block has threads; widths beside and on the borders of what a thread holds.
inline const std::vector<std::array<std::int64_t, 2>> image_shapes{{1, 1},    {3, 31},    {64, 512},
                                                                   {65, 513}, {300, 768}, {7, 2048}};

struct distillation {
  sdkt::detail::distilled found;
  at::Tensor gradient;
};

template <std::size_t N, class Launch>
distillation distil_on(const side& where, const at::Tensor& student,
                       const std::array<at::Tensor, N>& teachers, const std::array<double, N>& strengths,
                       const Launch& launch) {
  std::array<at::Tensor, N> moved;
  for (std::size_t n = 0; n < N; ++n) moved[n] = where(teachers[n]);
  distillation result;
  result.gradient = where.poisoned(student.sizes());
  result.found = sdkt::detail::distil_by<N>(where(student), moved, strengths, result.gradient,
                                            [&](const auto& call) { launch(where.kernels, call); });
  return result;
}

inline constexpr auto launch_by_distance = [](const auto& kernels, const auto& call) {
  kernels.distil_by_distance(call, {0.2F, 6.0F}, kernels.current_stream());
};
inline constexpr auto launch_by_mean_distance = [](const auto& kernels, const auto& call) {
  kernels.distil_by_mean_distance(call, {0.2F, 6.0F}, kernels.current_stream());
};

/// strength: of all teachers together.
inline void check_distillation(const distillation& tried, const distillation& expected,
                               const at::Tensor& student, double strength) {
  CHECK(apart(tried.found.weights_RN, expected.found.weights_RN) < 1e-5);
  CHECK(apart(tried.found.means_2N, expected.found.means_2N) < 1e-5);
  constexpr std::int64_t narrow = 3;
  if (student.size(1) < narrow) {
    // The projection onto directions that keep the length may leave nothing of a gradient of two features,
    // above all of one, whose unit length is always 1. What rounds is of the size that it had before.
    const double shortest = at::linalg_vector_norm(student, 2, at::IntArrayRef{1}).min().item<double>();
    CHECK(difference(tried.gradient, expected.gradient) < 1e-6 * strength / shortest);
  } else {
    CHECK(apart(tried.gradient, expected.gradient) < 1e-5);
  }
}

inline void check_distillations(const side& tried, const side& host,
                                const std::vector<std::array<std::int64_t, 2>>& shapes = image_shapes) {
  for (const auto& [images, width] : shapes) {
    INFO(images << " images of " << width << " features");
    const at::Tensor student = at::randn({images, width}).mul(3);
    const std::array<at::Tensor, 2> two{unit_rows(at::randn({images, width})),
                                        unit_rows(at::randn({images, width}))};
    const auto compare = [&](const auto& launch) {
      check_distillation(distil_on<2>(tried, student, two, {9.0, 0.5}, launch),
                         distil_on<2>(host, student, two, {9.0, 0.5}, launch), student, 9.5);
    };
    compare(launch_by_distance);
    compare(launch_by_mean_distance);
    for (const side& where : {tried, host}) {  // the same bits however often: no sum depends on timing
      const auto first = distil_on<2>(where, student, two, {9.0, 0.5}, launch_by_distance);
      const auto again = distil_on<2>(where, student, two, {9.0, 0.5}, launch_by_distance);
      CHECK(at::equal(first.gradient, again.gradient));
      CHECK(at::equal(first.found.means_2N, again.found.means_2N));
    }
    const auto from_one = [&](const side& where) {
      const at::Tensor weight = where(at::ones({}).mul(0.75));
      return distil_on<1>(where, student, {two[0]}, {9.0}, [&](const auto& kernels, const auto& call) {
        kernels.distil_from_one(call, weight.template const_data_ptr<float>(), kernels.current_stream());
      });
    };
    check_distillation(from_one(tried), from_one(host), student, 9.0);
  }
}

inline void check_cross_entropies(const side& tried, const side& host,
                                  const std::vector<std::int64_t>& numbers_of_classes) {
  for (const std::int64_t classes : numbers_of_classes) {
    for (const auto& shape : {std::array<std::int64_t, 2>{1, 7}, {32, 512}, {33, 769}}) {
      const std::int64_t images = shape[0], width = shape[1];
      INFO(images << " images of " << width << " features, " << classes << " classes");
      const at::Tensor features = at::randn({images, width}), texts = unit_rows(at::randn({classes, width}));
      const at::Tensor labels = at::randint(classes, {images}, at::kLong), scale = at::ones({}).mul(100);
      const auto on = [&](const side& where) {
        at::Tensor gradient = where.poisoned({images, width});
        const at::Tensor losses = sdkt::detail::classify_by(where.kernels, where(features), where(texts),
                                                            where(scale), where(labels), 0.1, gradient);
        return std::array<at::Tensor, 2>{losses, gradient};
      };
      const auto found = on(tried), expected = on(host);
      CHECK(apart(found[0], expected[0]) < 1e-5);
      CHECK(apart(found[1], expected[1]) < 1e-4);
    }
  }
}

/// At any size and alignment.
inline void check_updates(const side& tried, const side& host,
                          const std::vector<std::int64_t>& sizes = {1, 255, 1025, 1 << 20}) {
  for (const std::int64_t size : sizes) {
    for (const std::int64_t offset : {0, 1, 3, 4}) {
      INFO(size << " weights from " << offset);
      std::array<at::Tensor, 4> numbers;  // weights, gradient, first and second moment
      for (auto& one : numbers) one = at::randn({size + offset});
      numbers[3].abs_();
      const auto on = [&](const side& where) {
        std::array<at::Tensor, 4> parts;
        for (std::size_t part = 0; part < parts.size(); ++part)
          parts[part] = where(numbers[part].clone()).narrow(0, offset, size);
        sdkt::detail::update_by(where.kernels, parts[0], parts[1], parts[2], parts[3],
                                where(at::ones({}).mul(1e-3)), where(at::ones({}).mul(17)),
                                {0.9, 0.999, 1e-8, 5e-4});
        return parts;
      };
      const auto found = on(tried), expected = on(host);
      CHECK(apart(found[3], expected[3]) < 1e-6);
      if (size == 1) {
        // 0.9 m + 0.1 g of two numbers may cancel, and so may the weight and its step: what rounds is of the
        // size that they had before.
        const double moments =
            magnitude(numbers[2].narrow(0, offset, 1)) + magnitude(numbers[1].narrow(0, offset, 1));
        const double step = 1e-3 * moments / std::sqrt(magnitude(expected[3]));
        CHECK(difference(found[0], expected[0]) < 1e-6 * (magnitude(numbers[0].narrow(0, offset, 1)) + step));
        CHECK(difference(found[2], expected[2]) < 1e-6 * moments);
      } else {
        CHECK(apart(found[0], expected[0]) < 1e-6);
        CHECK(apart(found[2], expected[2]) < 1e-6);
      }
    }
  }
}

}  // namespace sdkt_test
