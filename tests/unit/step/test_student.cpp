// SPDX-License-Identifier: MIT
//
// The flat student and its optimiser on the embedded model, the schedule, and the log of steps.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <sdkt/base/random.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/options/schedule.hpp>
#include <sdkt/step/optimiser.hpp>
#include <sdkt/step/step_log.hpp>
#include <sdkt/step/student.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

const sdkt::clip::model& whole_mini() {
  static const auto model =
      sdkt::clip::load(std::filesystem::path{SDKT_SOURCE_DIR} / "examples" / "mini" / "model");
  return model;
}

sdkt::step::student image_student() {
  return {whole_mini().layout(), sdkt::trained_slices{whole_mini().layout(), whole_mini().towers().image},
          whole_mini().weights(), sdkt::precision::fp32};
}

at::Tensor pixels(std::int64_t images) {
  return at::randint(0, 256, {images, 3, whole_mini().image_size(), whole_mini().image_size()}, at::kByte);
}

/// One step: the images move towards a direction.
void step(sdkt::step::student& student, sdkt::step::adamw& optimiser, const at::Tensor& images) {
  student.zero_gradient();
  whole_mini().encode_image(student.views(), images).select(1, 3).mean().neg().backward();
  optimiser.set_learning_rate(1e-3);
  optimiser.update(student.theta(), student.gradient());
}

at::Tensor part(const at::Tensor& all, sdkt::weight_range range) {
  return at::narrow(all, 0, range.begin, range.size());
}

at::Tensor random_floats(std::int64_t size, std::uint64_t seed) {
  sdkt::random_stream random{{.seed = seed}};
  at::Tensor values = at::zeros({size});
  auto* value = values.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < size; ++i) value[i] = static_cast<float>(random.uniform(-1, 1));
  return values;
}

sdkt::step::step_terms terms_of(double loss) {
  const auto scalar = [](double value) { return at::full({}, value); };
  return {scalar(loss), scalar(0.5), {scalar(0.25), scalar(0.125)}, at::full({4}, 0.75)};
}

}  // namespace

TEST_CASE("twenty steps train the image tower, leave the rest bit for bit, and keep the padding at 0") {
  sdkt::step::student student = image_student();
  sdkt::step::adamw optimiser{student.theta(), {}};
  const at::Tensor images = pixels(8);
  const at::Tensor before = whole_mini().weights().clone();
  for (int i = 0; i < 20; ++i) step(student, optimiser, images);
  student.check_gradients_are_views();

  const auto towers = whole_mini().towers();
  CHECK(at::equal(part(student.weights(), towers.text), part(before, towers.text)));
  CHECK(at::equal(part(student.weights(), towers.logit_scale), part(before, towers.logit_scale)));
  CHECK(at::equal(whole_mini().weights(), before));  // a student is a copy
  std::int64_t end = 0;
  for (const auto& slice : whole_mini().layout().slices()) {
    CAPTURE(slice.name);
    CHECK(at::narrow(student.weights(), 0, end, slice.offset - end).ne(0).sum().item<std::int64_t>() == 0);
    end = slice.offset + slice.numel;
    if (!towers.image.contains(slice.offset)) continue;
    CHECK_FALSE(at::equal(sdkt::view_slice(slice, student.weights()),
                          sdkt::view_slice(slice, whole_mini().weights())));
  }
}

TEST_CASE("every trained tensor is a view of theta, and its gradient a view of the flat gradient") {
  sdkt::step::student student = image_student();
  const auto& layout = whole_mini().layout();
  const auto* theta = student.theta().const_data_ptr<float>();
  const auto* gradient = student.gradient().const_data_ptr<float>();
  for (std::size_t slice = 0; slice < layout.slices().size(); ++slice) {
    const at::Tensor& tensor = student.views()[slice];
    if (const auto trains = student.trained().place(slice)) {
      const std::int64_t place = *trains;
      CHECK(tensor.requires_grad());
      CHECK(tensor.is_leaf());
      CHECK(tensor.const_data_ptr<float>() == theta + place);
      CHECK(tensor.grad().const_data_ptr<float>() == gradient + place);
    } else {
      CHECK_FALSE(tensor.requires_grad());
    }
  }
  sdkt::step::adamw optimiser{student.theta(), {}};
  step(student, optimiser, pixels(2));
  CHECK(student.gradient().abs().sum().item<double>() > 0);
  student.zero_gradient();
  CHECK(student.views()[0].grad().abs().sum().item<double>() == 0);
}

TEST_CASE("a gradient that was replaced is noticed") {
  const sdkt::step::student student = image_student();
  student.check_gradients_are_views();
  at::Tensor leaf = student.views()[0];
  const at::Tensor kept = leaf.grad();
  leaf.mutable_grad() = kept.clone();
  CHECK_THROWS_AS(student.check_gradients_are_views(), std::logic_error);
  leaf.mutable_grad() = at::Tensor{};
  CHECK_THROWS_AS(student.check_gradients_are_views(), std::logic_error);
  leaf.mutable_grad() = kept;
  student.check_gradients_are_views();
}

TEST_CASE("a penalty on the whole vector adds to the same flat gradient") {
  sdkt::step::student student = image_student();
  student.zero_gradient();
  student.whole().square().sum().backward();
  CHECK(at::equal(student.gradient(), student.theta().mul(2)));
}

TEST_CASE("twenty updates equal AdamW written out in double") {
  for (const double decay : {0.0, 5e-4, 0.1}) {
    CAPTURE(decay);
    at::Tensor theta = random_floats(128, 1);
    const at::Tensor start = theta.clone();
    sdkt::step::adamw optimiser{theta, {.weight_decay = decay}};
    std::vector<double> weight(128), first(128), second(128);
    for (std::size_t i = 0; i < 128; ++i) weight[i] = static_cast<double>(start.const_data_ptr<float>()[i]);
    for (int t = 1; t <= 20; ++t) {
      const at::Tensor gradient = random_floats(128, 100 + static_cast<std::uint64_t>(t));
      const double rate = 1e-2 / t;
      optimiser.set_learning_rate(rate);
      optimiser.update(theta, gradient);
      for (std::size_t i = 0; i < 128; ++i) {
        const auto g = static_cast<double>(gradient.const_data_ptr<float>()[i]);
        weight[i] -= rate * decay * weight[i];
        first[i] = 0.9 * first[i] + 0.1 * g;
        second[i] = 0.999 * second[i] + 0.001 * g * g;
        const double mean = first[i] / (1 - std::pow(0.9, t));
        const double square = second[i] / (1 - std::pow(0.999, t));
        weight[i] -= rate * mean / (std::sqrt(square) + 1e-8);
      }
    }
    double worst = 0;
    for (std::size_t i = 0; i < 128; ++i) {
      worst = std::max(worst, std::abs(static_cast<double>(theta.const_data_ptr<float>()[i]) - weight[i]));
    }
    CHECK(worst < 1e-6);
  }
}

TEST_CASE("an element without gradient decays, and one at 0 stays at 0") {
  at::Tensor theta = at::cat({at::full({1}, 2.0F), at::zeros({1})});
  sdkt::step::adamw optimiser{theta, {.weight_decay = 0.1}};
  optimiser.set_learning_rate(0.5);
  for (int t = 0; t < 10; ++t) optimiser.update(theta, at::zeros({2}));
  CHECK_THAT(theta[0].item<double>(), WithinRel(2 * std::pow(0.95, 10), 1e-6));
  CHECK(theta[1].item<double>() == 0);
}

TEST_CASE("a task of n batches a pass has min(10 n, max(2 n, 1000)) steps") {
  const sdkt::trainer_options published;
  CHECK(sdkt::options::steps_of_task(1, published) == 10);
  CHECK(sdkt::options::steps_of_task(50, published) == 500);
  CHECK(sdkt::options::steps_of_task(100, published) == 1000);
  CHECK(sdkt::options::steps_of_task(104, published) == 1000);
  CHECK(sdkt::options::steps_of_task(500, published) == 1000);
  CHECK(sdkt::options::steps_of_task(600, published) == 1200);
  CHECK(sdkt::options::steps_of_task(600, {.steps = 7}) == 7);
  CHECK(sdkt::options::steps_of_task(1, {.steps = 5000}) == 5000);
  CHECK(sdkt::options::steps_of_task(3, {.min_steps = 0, .min_passes = 0}) == 1);
  CHECK(sdkt::options::steps_of_task(9, {.min_steps = 0, .min_passes = 4}) == 36);
}

TEST_CASE("the learning rate is half a cosine from its value to 0") {
  const sdkt::trainer_options published;
  CHECK(sdkt::options::learning_rate(0, 1000, published) == 1e-5);
  CHECK_THAT(sdkt::options::learning_rate(500, 1000, published), WithinAbs(5e-6, 1e-18));
  CHECK_THAT(sdkt::options::learning_rate(250, 1000, published),
             WithinAbs(1e-5 * (2 + std::sqrt(2.0)) / 4, 1e-18));
  CHECK_THAT(sdkt::options::learning_rate(999, 1000, published),
             WithinAbs(5e-6 * (1 + std::cos(3.141592653589793 * 0.999)), 1e-18));
  for (std::int64_t t = 1; t < 1000; ++t)
    CHECK(sdkt::options::learning_rate(t, 1000, published) <
          sdkt::options::learning_rate(t - 1, 1000, published));
  CHECK(sdkt::options::learning_rate(0, 1, published) == 1e-5);
}

TEST_CASE("a task's own learning rate takes the place of the common one") {
  const sdkt::trainer_options options{.learning_rate_of = {{"flags", 5e-5}}};
  CHECK(sdkt::options::learning_rate(0, 10, options, "flags") == 5e-5);
  CHECK(sdkt::options::learning_rate(0, 10, options, "digits") == 1e-5);
  CHECK(sdkt::options::learning_rate(5, 10, options, "flags") == 2.5e-5);
}

TEST_CASE("warm-up climbs to the learning rate, and the cosine starts there") {
  const sdkt::trainer_options options{.learning_rate = 1.0, .warmup = 4};
  CHECK(sdkt::options::learning_rate(0, 12, options) == 0.25);
  CHECK(sdkt::options::learning_rate(1, 12, options) == 0.5);
  CHECK(sdkt::options::learning_rate(2, 12, options) == 0.75);
  CHECK(sdkt::options::learning_rate(3, 12, options) == 1.0);
  CHECK(sdkt::options::learning_rate(4, 12, options) == 1.0);
  CHECK_THAT(sdkt::options::learning_rate(8, 12, options), WithinAbs(0.5, 1e-15));
  for (std::int64_t t = 0; t < 3; ++t)  // warm-up longer than the task
    CHECK(sdkt::options::learning_rate(t, 3, {.learning_rate = 1.0, .warmup = 10}) ==
          static_cast<double>(t + 1) / 10);
}

TEST_CASE("the log of steps gives each step once, in order, as it was added") {
  sdkt::step::step_log log{3, "pets", 0, 5, 2, at::kCPU};
  std::vector<sdkt::step_record> records;
  log.read(records);
  CHECK(records.empty());
  log.add(terms_of(1.5), 0.1);
  log.add(terms_of(2.5), 0.2);
  log.read(records);
  log.read(records);
  log.add(terms_of(3.5), 0.3);
  log.read(records);
  REQUIRE(records.size() == 3);
  for (std::size_t row = 0; row < 3; ++row) {
    CHECK(records[row].task == 3);
    CHECK(records[row].step == static_cast<std::int64_t>(row));
    CHECK(records[row].loss == 1.5 + static_cast<double>(row));
    CHECK(records[row].cross_entropy == 0.5);
    CHECK(records[row].distillation == std::vector<double>{0.25, 0.125});
    CHECK(records[row].mean_selection == 0.75);
    CHECK(records[row].seconds >= 0);
  }
  CHECK(records[2].learning_rate == 0.3);
}

TEST_CASE("a loss that is not finite is refused with its task and step") {
  for (const double loss :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    sdkt::step::step_log log{0, "pets", 0, 5, 2, at::kCPU};
    std::vector<sdkt::step_record> records;
    log.add(terms_of(1), 0.1);
    log.add(terms_of(loss), 0.1);
    std::string sentence;
    try {
      log.read(records);
    } catch (const sdkt::data_error& error) {
      sentence = error.what();
    }
    CHECK(sentence ==
          "task pets, step 1: the loss is no longer a finite number; lower the learning rate or the "
          "strengths of "
          "the distillation, and start again");
    CHECK(records.size() == 1);
  }
}
