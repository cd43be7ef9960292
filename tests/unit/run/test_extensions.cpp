// SPDX-License-Identifier: MIT
//
// Extensions in whole runs: the order of their hooks, penalties by autograd and in closed form, and where the
// next task starts; and a model of a user's own, a few lines long, that trains like any other.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/small_run.hpp"

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

/// A model of one matrix a tower: mean colours of an image and lengths of a text, projected to unit vectors.
class tiny_model {
 public:
  tiny_model() {
    auto table = std::make_shared<sdkt::weight_layout>();
    image_ = table->add("image", {3, 4});
    towers_.image = {0, table->size()};
    text_ = table->add("text", {2, 4});
    towers_.text = {towers_.image.end, table->size()};
    scale_ = table->add("logit_scale", {1});
    towers_.logit_scale = {towers_.text.end, table->size()};
    at::Tensor values_P = at::zeros({table->size()});
    for (const std::size_t slice : {image_, text_}) {
      at::Tensor values = sdkt::view_slice((*table)[slice], values_P);
      values.copy_(at::arange(values.numel()).to(at::kFloat).mul(1.7).cos().view(values.sizes()));
    }
    sdkt::view_slice((*table)[scale_], values_P).fill_(2);
    layout_ = std::move(table);
    weights_P_ = values_P;
  }

  const sdkt::weight_layout& layout() const { return *layout_; }
  sdkt::tower_ranges towers() const { return towers_; }
  at::Tensor weights() const { return weights_P_; }
  tiny_model with_weights(const at::Tensor& values_P) const {
    tiny_model other{*this};
    other.weights_P_ = values_P;
    return other;
  }
  std::int64_t image_size() const { return 8; }
  at::Tensor encode_image(const sdkt::weight_views& weights, const at::Tensor& pixels) const {
    return unit(at::matmul(pixels.to(at::kFloat).div(255).flatten(2).mean(2), weights[image_]));
  }
  at::Tensor tokenize(const std::vector<std::string>& texts) const {
    at::Tensor ids = at::zeros({static_cast<std::int64_t>(texts.size()), 2}, at::kLong);
    auto* id = ids.mutable_data_ptr<std::int64_t>();
    for (const auto& text : texts) {
      *id++ = static_cast<std::int64_t>(text.size());
      *id++ = std::accumulate(text.begin(), text.end(), std::int64_t{0}, [](std::int64_t sum, char letter) {
        return (31 * sum + letter) % 10007;  // tells classes apart
      });
    }
    return ids;
  }
  at::Tensor encode_text(const sdkt::weight_views& weights, const at::Tensor& token_ids) const {
    return unit(at::matmul(token_ids.to(at::kFloat).sin(), weights[text_]));
  }
  at::Tensor logit_scale(const sdkt::weight_views& weights) const { return weights[scale_].exp().squeeze(); }

 private:
  static at::Tensor unit(const at::Tensor& rows) {
    return rows.div(at::linalg_vector_norm(rows, 2, at::IntArrayRef{1}, /*keepdim=*/true).add(1e-6));
  }

  std::shared_ptr<const sdkt::weight_layout> layout_;
  sdkt::tower_ranges towers_;
  std::size_t image_ = 0, text_ = 0, scale_ = 0;
  at::Tensor weights_P_;
};
static_assert(sdkt::Backbone<tiny_model>);

using journal = std::shared_ptr<std::vector<std::string>>;

/// Writes down every hook, and what it was given.
struct recorder {
  std::string label;
  journal lines;

  void write(const std::string& line) const { lines->push_back(label + " " + line); }
  void on_task_begin(const sdkt::task_begin& begin) const {
    write("begin " + std::to_string(begin.task) +
          (begin.previous.is_same(begin.pretrained) ? " one" : " two"));
    CHECK(at::equal(begin.theta, begin.previous));
    CHECK(begin.samples->size() == 64);
    CHECK_FALSE(begin.class_names->empty());
  }
  at::Tensor penalty(const at::Tensor& theta) const {
    CHECK(theta.requires_grad());
    write("penalty");
    return theta.square().sum().mul(0);
  }
  void on_backward_end(const sdkt::backward_end& moment) const {
    CHECK(moment.gradient.abs().sum().item<double>() > 0);
    CHECK(moment.gradient.sizes() == moment.theta.sizes());
    write("backward " + std::to_string(moment.step));
  }
  void on_step_end(const sdkt::step_end& moment) const { write("step " + std::to_string(moment.step)); }
  void on_task_end(const sdkt::task_end& end) const {
    write("end " + std::to_string(end.task));
    CHECK_FALSE(at::equal(end.theta, end.start));
    std::int64_t images = 0;
    end.features(1000, [&](std::int64_t first, const at::Tensor& features_BE) {
      CHECK(first == images);
      CHECK_FALSE(features_BE.requires_grad());
      images += features_BE.size(0);
    });
    CHECK(images == 64);
    std::int64_t batches = 0;
    const at::Tensor before = end.theta.clone();
    end.gradients({.batch_size = 16}, [&](std::int64_t count, const at::Tensor& gradient) {
      CHECK(count == 16);
      CHECK(gradient.sizes() == end.theta.sizes());
      ++batches;
    });
    CHECK(batches == 4);  // of 16 images
    CHECK(at::equal(end.theta, before));
  }
};
static_assert(sdkt::Extension<recorder>);

/// strength * || theta - start ||^2, by autograd or in closed form.
struct pull_by_autograd {
  double strength = 5;
  at::Tensor start = {};
  void on_task_begin(const sdkt::task_begin& begin) { start = begin.previous; }
  at::Tensor penalty(const at::Tensor& theta) const { return theta.sub(start).square().sum().mul(strength); }
  void persist(sdkt::archive& state) { state("start", start); }
};
struct pull_in_closed_form {
  double strength = 5;
  at::Tensor start = {};
  void on_task_begin(const sdkt::task_begin& begin) { start = begin.previous; }
  void on_backward_end(const sdkt::backward_end& moment) const {
    at::Tensor gradient = moment.gradient;
    gradient.add_(moment.theta.sub(start), 2 * strength);
  }
  void persist(sdkt::archive& state) { state("start", start); }
};

/// The next task starts from the pre-trained weights.
struct starts_anew {
  journal lines;
  void on_task_begin(const sdkt::task_begin& begin) const {
    lines->push_back(at::equal(begin.theta, begin.pretrained) ? "pretrained" : "trained");
  }
  void on_task_end(const sdkt::task_end& end) const { *end.next_start = end.pretrained; }
};

/// How far the texts of student and teacher are apart.
struct text_distance {
  static constexpr auto texts = sdkt::text_source::class_prompts;
  static constexpr bool uses_student_texts = true;
  at::Tensor operator()(const sdkt::encoded& student, const sdkt::encoded& teacher, const at::Tensor&) const {
    CHECK_FALSE(teacher.texts_TE.requires_grad());
    return student.texts_TE.sub(teacher.texts_TE).square().sum();
  }
};
static_assert(sdkt::DistillLoss<text_distance>);

template <class Extension>
auto run_with(const Extension& extension) {
  return small(sdkt::trainer{tiny_model{}, sdkt::no_teacher{}, extension}).run(small_tasks());
}

}  // namespace

TEST_CASE("hooks are called in the documented order, with the right steps, extension after extension") {
  const auto lines = std::make_shared<std::vector<std::string>>();
  const auto trainer =
      small(sdkt::trainer{tiny_model{}, sdkt::dual_teacher{}, recorder{"a", lines}, recorder{"b", lines}});
  static_cast<void>(trainer.run(small_tasks(), small_pool()));
  std::vector<std::string> expected;
  const auto both = [&](const std::string& line) {
    expected.push_back("a " + line);
    expected.push_back("b " + line);
  };
  for (int task = 0; task < 2; ++task) {
    both("begin " + std::to_string(task) + (task == 0 ? " one" : " two"));
    for (int step = 0; step < num_steps; ++step) {
      both("penalty");
      both("backward " + std::to_string(step));
      both("step " + std::to_string(step));
    }
    both("end " + std::to_string(task));
  }
  CHECK(*lines == expected);
}

TEST_CASE("a penalty by autograd trains as its closed form does, and is part of the loss") {
  const auto by_autograd = run_with(pull_by_autograd{});
  const auto closed = run_with(pull_in_closed_form{});
  const auto none = run_with(pull_in_closed_form{.strength = 0});
  for (std::size_t row = 0; row < closed.record.steps.size(); ++row) {
    CAPTURE(row);
    CHECK_THAT(by_autograd.record.steps[row].cross_entropy,
               WithinAbs(closed.record.steps[row].cross_entropy, 1e-5));
  }
  CHECK(at::linalg_vector_norm(by_autograd.model.weights().sub(closed.model.weights())).item<double>() <
        1e-5);
  CHECK(by_autograd.record.steps[1].loss > by_autograd.record.steps[1].cross_entropy);
  CHECK(closed.record.steps[1].loss == closed.record.steps[1].cross_entropy);
  CHECK_FALSE(at::equal(none.model.weights(), closed.model.weights()));
}

TEST_CASE("an extension decides where the next task starts, and not what is evaluated") {
  const auto lines = std::make_shared<std::vector<std::string>>();
  const auto done = run_with(starts_anew{lines});
  CHECK(*lines == std::vector<std::string>{"pretrained", "pretrained"});
  // The last task's weights are kept: there is no next one.
  CHECK_FALSE(at::equal(done.model.weights(), tiny_model{}.weights()));
  CHECK(done.record.distances[1].tasks[0] > 0);
}

TEST_CASE("a user's own model trains with Select and Distill and keeps its padding at 0") {
  auto trainer = small(sdkt::trainer{tiny_model{}});
  trainer.options.steps = 30;
  trainer.options.learning_rate = 0.02;
  trainer.options.trains = sdkt::trained_part::everything;
  const auto done = trainer.run(small_tasks(), small_pool());
  CHECK(done.record.steps[29].cross_entropy < done.record.steps[0].cross_entropy);
  const at::Tensor& weights_P = done.model.weights();
  std::int64_t end = 0;
  for (const auto& slice : done.model.layout().slices()) {
    CHECK(at::narrow(weights_P, 0, end, slice.offset - end).abs().sum().item<double>() == 0);
    CHECK_FALSE(
        at::equal(sdkt::view_slice(slice, weights_P), sdkt::view_slice(slice, tiny_model{}.weights())));
    end = slice.offset + slice.numel;
  }
  CHECK(at::narrow(weights_P, 0, end, weights_P.size(0) - end).abs().sum().item<double>() == 0);
}

TEST_CASE("where the text tower trains, a frozen teacher's texts stay and a live teacher's texts move") {
  const auto distance_after = [](const auto& teacher) {
    auto trainer =
        small(sdkt::trainer{tiny_model{}, teacher, sdkt::constant_selection{0.0}, text_distance{}});
    trainer.options.trains = sdkt::trained_part::both_towers;
    trainer.options.learning_rate = 0.02;
    return trainer.run(small_tasks(), sdkt::own_images{}).record.steps[num_steps - 1].distillation[0];
  };
  CHECK(distance_after(sdkt::previous_teacher{}) > 1e-5);
  CHECK(distance_after(sdkt::ema_teacher{.decay = 0}) == 0);  // the student itself, after every step
}

TEST_CASE("the caller's lists stay as they are: extensions see copies of a run") {
  struct greedy {
    void on_task_begin(const sdkt::task_begin& begin) const { begin.samples->resize(16); }
  };
  const auto done = run_with(greedy{});
  CHECK(small_tasks()[0].train().size() == 64);
  CHECK(done.record.steps.size() == 2 * num_steps);
}
