// SPDX-License-Identifier: MIT
//
// The trainer's step taken apart: the same calls in the same order, with a clock between them. That the
// composed loop costs no more than its parts is what ../abstraction shows.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>

#include "../median.hpp"
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/train/cross_entropy.hpp>
#include <sdkt/train/optimiser.hpp>
#include <sdkt/train/student.hpp>
#include <sdkt/weights/views.hpp>

namespace step_bench {

struct sizes {
  sdkt::clip::architecture numbers = {};
  std::int64_t batch = 32, reference = 64, classes = 196, teachers = 2, steps = 5;
  sdkt::precision compute = sdkt::precision::fp32;
  int threads = 2;
};

/// Seconds of each stage of a step: medians over the steps.
class stage_seconds {
 public:
  using clock = std::chrono::steady_clock;

  void begin_step() { last_ = clock::now(), stage_ = 0; }
  void end(const char* stage) {
    const auto now = clock::now();
    if (stage_ == stages_.size()) stages_.push_back({stage, {}});
    stages_[stage_++].second.push_back(std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }

  std::vector<std::pair<const char*, double>> stages() const {
    std::vector<std::pair<const char*, double>> medians;
    for (const auto& [stage, seconds] : stages_) medians.emplace_back(stage, median(seconds));
    return medians;
  }
  double whole() const {
    std::vector<double> sums;
    for (std::size_t step = 0; !stages_.empty() && step < stages_[0].second.size(); ++step) {
      double sum = 0;
      for (const auto& [stage, seconds] : stages_) sum += seconds[step];
      sums.push_back(sum);
    }
    return median(sums);
  }

 private:
  std::vector<std::pair<const char*, std::vector<double>>> stages_;
  std::size_t stage_ = 0;
  clock::time_point last_;
};

/// Floating point operations of an image's forward as it is computed: the last block is that of one position.
inline double flop_of_forward(const sdkt::clip::architecture& numbers) {
  const auto d = static_cast<double>(numbers.image.width), m = static_cast<double>(numbers.image.mlp_width);
  const auto l = static_cast<double>(numbers.image_positions());
  const auto patch = static_cast<double>(3 * numbers.patch_size * numbers.patch_size);
  const double block = 2 * l * (4 * d * d + 2 * d * m) + 4 * l * l * d;
  const double last = 2 * l * 2 * d * d + 2 * (2 * d * d + 2 * d * m) + 4 * l * d;
  return 2 * (l - 1) * patch * d + static_cast<double>(numbers.image.layers - 1) * block + last +
         2 * d * static_cast<double>(numbers.embedding_size);
}

inline double flop_of_step(const sizes& sizes) {
  const auto forwards =
      static_cast<double>(3 * (sizes.batch + sizes.reference) + sizes.teachers * sizes.reference);
  return forwards * flop_of_forward(sizes.numbers);
}

/// Weights that keep features in range; what they are changes no time.
inline at::Tensor random_weights(const sdkt::weight_layout& layout) {
  at::Tensor weights_P = at::randn({layout.size()}).mul_(0.02);
  for (const auto& slice : layout.slices()) {
    const bool scales = slice.name.find("norm") != std::string::npos && slice.name.ends_with(".weight");
    if (scales) sdkt::view_slice(slice, weights_P).fill_(1);
  }
  return weights_P;
}

/// Two steps that are not counted, then the others.
inline stage_seconds measure_step(const sizes& sizes) {
  const sdkt::clip::clip_layout layout = sdkt::clip::make_layout(sizes.numbers);
  const sdkt::trained_slices trained{layout.table, layout.towers.image};
  const at::Tensor weights_P = random_weights(layout.table);
  sdkt::student student{layout.table, trained, weights_P, sizes.compute};
  std::vector<sdkt::weight_views> teachers;
  for (std::int64_t n = 0; n < sizes.teachers; ++n)
    teachers.push_back(student.with(layout.table, student.theta().clone()).frozen());
  const std::int64_t edge = sizes.numbers.image_size;
  const at::Tensor pixels = at::randint(0, 256, {sizes.batch + sizes.reference, 3, edge, edge}, at::kByte);
  const at::Tensor labels_B = at::randint(0, sizes.classes, {sizes.batch}, at::kLong);
  const at::Tensor texts_CE =
      sdkt::clip::detail::unit_rows(at::randn({sizes.classes, sizes.numbers.embedding_size}));
  const at::Tensor scale = at::full({}, 100.0);
  sdkt::adamw optimiser{student.theta(), {}};
  const sdkt::distance_sigmoid selection;
  const sdkt::feature_distance distance;

  const auto encode = [&](const sdkt::weight_views& views, const at::Tensor& some) {
    return sdkt::clip::encode_image(sizes.numbers, layout.image, views, some);
  };
  stage_seconds warm, seconds;
  for (std::int64_t step = 0; step < sizes.steps + 2; ++step) {
    stage_seconds& clock = step < 2 ? warm : seconds;
    clock.begin_step();
    const at::Tensor images_NE = encode(student.views(), pixels);
    clock.end("student");
    sdkt::teacher_targets<2> targets;
    {
      const at::NoGradGuard no_grad;
      for (std::size_t n = 0; n < 2; ++n) {
        const std::size_t last = teachers.size() - 1;
        targets.teachers[n].images_RE =
            n > last ? targets.teachers[last].images_RE
                     : encode(teachers[n], at::narrow(pixels, 0, sizes.batch, sizes.reference));
      }
    }
    clock.end("teachers");
    const at::Tensor weights_R2 = selection.weights(targets);
    const sdkt::encoded own{at::narrow(images_NE, 0, sizes.batch, sizes.reference), {}, scale, {}};
    const at::Tensor loss = sdkt::cross_entropy(images_NE, texts_CE, scale, labels_B, 0)
                                .add(distance(own, targets.teachers[0], weights_R2.select(1, 0)).mul(9.0))
                                .add(distance(own, targets.teachers[1], weights_R2.select(1, 1)).mul(0.5));
    clock.end("loss");
    student.zero_gradient();
    loss.backward();
    clock.end("backward");
    optimiser.update(student.theta(), student.gradient(), 1e-5);
    clock.end("optimiser");
  }
  return seconds;
}

}  // namespace step_bench
