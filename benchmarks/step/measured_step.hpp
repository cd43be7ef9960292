// SPDX-License-Identifier: MIT
//
// The trainer's step taken apart: the same calls in the same order, with a clock between them. ../abstraction
// shows that the composed loop costs no more than its parts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>

#include "../device_clock.hpp"
#include "../median.hpp"
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/parameterisation/full.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/step/differentiate.hpp>
#include <sdkt/step/image_features.hpp>
#include <sdkt/step/losses.hpp>
#include <sdkt/step/step_graphs.hpp>
#include <sdkt/step/student.hpp>
#include <sdkt/step/trained_parameters.hpp>
#include <sdkt/teacher/dual_teacher.hpp>
#include <sdkt/weights/views.hpp>

namespace step_bench {

struct sizes {
  sdkt::clip::architecture numbers = {};
  std::int64_t batch = 32, reference = 64, classes = 196, teachers = 2, steps = 5, micro_batch = 0;
  sdkt::precision compute = sdkt::precision::fp32;
  int threads = 2;
  at::Device device = at::kCPU;
  bool as_graph = false;
};

/// Seconds of each stage of a step: medians over the steps.
class stage_seconds {
 public:
  explicit stage_seconds(const at::Device& device) : device_{device} {}

  void begin_step() {
    clock_.emplace(device_);
    last_ = 0;
    stage_ = 0;
  }
  /// Ends a stage. On a device, waits until the device has finished it.
  void end(const char* stage) {
    const double now = clock_->seconds();
    if (stage_ == stages_.size()) stages_.push_back({stage, {}});
    stages_[stage_++].second.push_back(now - last_);
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
  at::Device device_;
  std::optional<timing::device_clock> clock_;
  double last_ = 0;
};

/// Floating point operations of the forward of one image as computed: the last block
/// is for one position only.
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

/// Weights that keep features in range; their values do not change the time.
inline at::Tensor random_weights(const sdkt::weight_layout& layout) {
  at::Tensor weights_P = at::randn({layout.size()}).mul_(0.02);
  for (const auto& slice : layout.slices()) {
    const bool scales = slice.name.find("norm") != std::string::npos && slice.name.ends_with(".weight");
    if (scales) sdkt::view_slice(slice, weights_P).fill_(1);
  }
  return weights_P;
}

/// The default policies.
struct policies {
  sdkt::dual_teacher teacher;
  sdkt::distance_sigmoid selection;
  sdkt::feature_distance loss;
  std::tuple<> extensions;
};

/// The part of a model that encodes images.
struct image_tower {
  const sdkt::clip::architecture& numbers;
  const sdkt::clip::image_slices& slices;

  at::Tensor encode_image(const sdkt::weight_views& views, const at::Tensor& pixels) const {
    return sdkt::clip::encode_image(numbers, slices, views, pixels);
  }
};

/// A step of Select and Distill, with random weights and images. Policy: what trains.
template <class Policy = sdkt::full>
class measured_step {
 public:
  explicit measured_step(const sizes& sizes, Policy policy = {})
      : sizes_{sizes},
        layout_{sdkt::clip::make_layout(sizes.numbers)},
        student_{layout_.table, sdkt::trained_slices{layout_.table, layout_.towers.image},
                 random_weights(layout_.table).to(sizes.device), sizes.compute},
        tower_{sizes_.numbers, layout_.image},
        texts_CE_{sdkt::clip::detail::unit_rows(at::randn({sizes.classes, sizes.numbers.embedding_size}))
                      .to(sizes.device)},
        scale_{at::full({}, 100.0).to(sizes.device)},
        losses_{parts_, sizes.device, 0},
        policy_{std::move(policy)} {
    for (std::int64_t n = 0; n < sizes.teachers; ++n)
      teachers_.push_back(student_.with(layout_.table, student_.theta().clone()).frozen());
    const std::int64_t edge = sizes.numbers.image_size;
    batch_.pixels =
        at::randint(0, 256, {sizes.batch + sizes.reference, 3, edge, edge}, at::kByte).to(sizes.device);
    batch_.labels_B = at::randint(0, sizes.classes, {sizes.batch}, at::kLong).to(sizes.device);
    begin_task(0);
  }
  measured_step(const measured_step&) = delete;
  measured_step& operator=(const measured_step&) = delete;

  const sdkt::batch::training_batch& batch() const { return batch_; }
  const Policy& policy() const { return policy_; }

  /// Starts a task, from 0, from the weights as they are.
  void begin_task(std::int64_t task) {
    start_ = student_.theta().clone();
    parameters_.emplace(policy_,
                        sdkt::parameters_begin{.task = task,
                                               .num_steps = 1000,
                                               .start = start_,
                                               .theta = student_.theta(),
                                               .layout = &layout_.table,
                                               .trained = &student_.trained()},
                        sdkt::adamw{}, 0.1, sdkt::distributed::processes{});
    parameters_->set_learning_rate(1e-5);
  }
  std::int64_t num_trained() const { return policy_.num_weights(layout_.table, student_.trained()); }

  /// The whole step. clock: called at the end of every stage; may be null.
  sdkt::step::step_terms operator()(const sdkt::batch::training_batch& batch, stage_seconds* clock) {
    const auto ends = [&](const char* stage) {
      if (clock != nullptr) clock->end(stage);
    };
    if (clock != nullptr) clock->begin_step();
    sdkt::step::image_features images{
        tower_, student_.views(), batch, {.micro_batch_size = sizes_.micro_batch}};
    const at::Tensor& images_NE = images.rows_NE();
    ends("student");
    const sdkt::teacher_targets<2> targets = look(batch);
    ends("teachers");
    const sdkt::encoded own{at::narrow(images_NE, 0, sizes_.batch, sizes_.reference), {}, scale_, {}};
    const std::array<double, 2> strengths = parts_.selection.strengths();
    sdkt::step::step_terms terms = losses_.classify(images_NE, texts_CE_, scale_, batch.labels_B);
    losses_.distil(own, targets, terms);
    ends("loss");
    std::tuple<> no_extensions;
    sdkt::step::differentiate(terms, strengths, images, no_extensions, student_, step_);
    ends("backward");
    parameters_->update(student_, step_++, 0);
    ends("optimiser");
    return terms;
  }

 private:
  sdkt::teacher_targets<2> look(const sdkt::batch::training_batch& batch) const {
    const at::NoGradGuard no_grad;
    sdkt::teacher_targets<2> targets;
    const at::Tensor reference = at::narrow(batch.pixels, 0, sizes_.batch, sizes_.reference);
    for (std::size_t n = 0; n < 2; ++n) {
      const std::size_t last = teachers_.size() - 1;
      targets.teachers[n].images_RE =
          n > last ? targets.teachers[last].images_RE : tower_.encode_image(teachers_[n], reference);
    }
    return targets;
  }

  sizes sizes_;
  sdkt::clip::clip_layout layout_;
  sdkt::step::student student_;
  image_tower tower_;
  at::Tensor texts_CE_, scale_;
  policies parts_;
  sdkt::step::losses<policies> losses_;
  Policy policy_;
  at::Tensor start_;
  std::optional<sdkt::step::trained_parameters<Policy>> parameters_;
  std::vector<sdkt::weight_views> teachers_;
  sdkt::batch::training_batch batch_;
  std::int64_t step_ = 0;
};

/// The measurements of a step. `stages` reads the clock after every stage, which waits for the device five
/// times; `whole` reads it only at both ends of a step.
struct step_seconds {
  std::vector<std::pair<const char*, double>> stages;
  double whole = 0;
};

/// Two steps that are not counted, then the others; on a device, steps with stages come first.
inline step_seconds measure_step(const sizes& sizes) {
  const sdkt::step::own_stream_of_device stream{sizes.device, sizes.as_graph};
  measured_step<> make{sizes};
  stage_seconds warm{sizes.device}, staged{sizes.device};
  for (std::int64_t step = 0; step < sizes.steps + 2; ++step) make(make.batch(), step < 2 ? &warm : &staged);
  step_seconds measured{staged.stages(), staged.whole()};
  if (!sizes.device.is_cuda()) return measured;

  const sdkt::cuda::kernel_set* recorder =
      sizes.as_graph ? sdkt::device::trusted_kernels(sizes.device) : nullptr;
  if (sizes.as_graph && recorder == nullptr)
    throw std::runtime_error{"this program has no kernels to record by"};
  sdkt::step::step_graphs steps{
      recorder, [&](const sdkt::batch::training_batch& batch) { return make(batch, nullptr); }};
  std::vector<double> whole;
  for (std::int64_t step = 0; step < sizes.steps + 3; ++step) {
    const timing::device_clock clock{sizes.device};
    steps(make.batch());
    if (step >= 3) whole.push_back(clock.seconds());  // the third is recorded
  }
  if (sizes.as_graph && !steps.are_recorded()) throw std::runtime_error{"the step could not be recorded"};
  measured.whole = median(whole);
  return measured;
}

}  // namespace step_bench
