// SPDX-License-Identifier: MIT
//
// The regression of ridge_head against direct solves in double, and its fusion with the zero-shot scores.

#include <cmath>
#include <cstdint>
#include <string>

#include <ATen/ATen.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include <sdkt/classifier.hpp>

namespace {

using namespace sdkt_test;

at::Tensor unit_vectors(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  at::manual_seed(seed);
  const at::Tensor values = at::randn({rows, columns});
  return values / values.norm(2, 1, true);
}

at::Tensor labels_from(std::int64_t first, std::int64_t count, std::int64_t images) {
  return at::arange(images, at::kLong).remainder(count).add(first);
}

/// A task of `images` images of `count` new classes.
sdkt::classifier_task task_of(std::int64_t task, std::int64_t first, std::int64_t count,
                              std::int64_t images) {
  return {.task = task,
          .seed = 5,
          .features = unit_vectors(images, 16, static_cast<std::uint64_t>(100 + task)),
          .labels = labels_from(first, count, images),
          .num_classes = first + count};
}

at::Tensor rows_of_classes(const at::Tensor& labels, std::int64_t classes) {
  return at::zeros({labels.size(0), classes}, at::kDouble).scatter_(1, labels.unsqueeze(1), 1.0);
}

double furthest(const at::Tensor& a, const at::Tensor& b) { return a.sub(b).abs().max().item<double>(); }

/// The kernel written by its definition, pair by pair.
at::Tensor kernel_of(const at::Tensor& a, const at::Tensor& b, double gamma) {
  return a.to(at::kDouble).unsqueeze(1).sub(b.to(at::kDouble).unsqueeze(0)).square().sum(2).mul(-gamma).exp();
}

sdkt::classifier_inputs inputs_of(const at::Tensor& features, const at::Tensor& texts,
                                  const at::Tensor& classes) {
  return {.features = features, .texts = texts, .scale = at::full({}, 20.0F), .classes = classes};
}

}  // namespace

TEST_CASE("dual with one class per task equals a direct solve in double") {
  sdkt::ridge_head head;
  at::Tensor all, labels;
  for (std::int64_t task = 0; task < 5; ++task) {
    const auto moment = task_of(task, task, 1, 7 + task);
    head.learn_task(moment);
    all = task == 0 ? moment.features : at::cat({all, moment.features});
    labels = task == 0 ? moment.labels : at::cat({labels, moment.labels});
    const at::Tensor kernel = kernel_of(all, all, 0.1);
    const at::Tensor direct = at::linalg_solve(kernel + 0.001 * at::eye(all.size(0), at::kDouble),
                                               rows_of_classes(labels, task + 1));
    const at::Tensor asked = unit_vectors(9, 16, 3);
    CHECK(furthest(head.regressed(asked), kernel_of(asked, all, 0.1).matmul(direct)) < 1e-9);
  }
}

TEST_CASE("primal equals the joint ridge solve and the recursion by blocks, with either matrix") {
  for (const std::int64_t units : {300, 20}) {  // more and fewer than images
    INFO(units);
    sdkt::ridge_head head{.form = sdkt::ridge_form::primal, .units = units};
    const auto first = task_of(0, 0, 3, 40), second = task_of(1, 3, 2, 33);
    head.learn_task(first);
    head.learn_task(second);
    const at::Tensor asked = unit_vectors(9, 16, 3);
    const at::Tensor found = head.regressed(asked);

    const at::Tensor hidden = head.hidden.to(at::kDouble);
    CHECK(hidden.abs().max().item<double>() < 0.25);  // 1 / sqrt(16)
    CHECK(hidden.abs().max().item<double>() > 0.24);
    const auto raised = [&](const at::Tensor& rows) { return rows.to(at::kDouble).matmul(hidden).relu(); };
    const at::Tensor all = raised(at::cat({first.features, second.features}));
    const at::Tensor classes = rows_of_classes(at::cat({first.labels, second.labels}), 5);
    const at::Tensor joint =
        at::linalg_solve(all.t().matmul(all) + 0.1 * at::eye(units, at::kDouble), all.t().matmul(classes));
    CHECK(furthest(found, raised(asked).matmul(joint)) < 1e-8);

    // The first task at once, the second by blocks of 8 images.
    const at::Tensor h0 = raised(first.features);
    at::Tensor inverse = at::linalg_inv(h0.t().matmul(h0) + 0.1 * at::eye(units, at::kDouble));
    at::Tensor weights = at::cat(
        {inverse.matmul(h0.t()).matmul(rows_of_classes(first.labels, 3)), at::zeros({units, 2}, at::kDouble)},
        1);
    for (std::int64_t row = 0; row < 33; row += 8) {
      const std::int64_t count = std::min<std::int64_t>(8, 33 - row);
      const at::Tensor h = raised(second.features.narrow(0, row, count));
      const at::Tensor gain = at::linalg_inv(at::eye(count, at::kDouble) + h.matmul(inverse).matmul(h.t()));
      inverse = inverse - inverse.matmul(h.t()).matmul(gain).matmul(h).matmul(inverse);
      weights = weights + inverse.matmul(h.t()).matmul(
                              rows_of_classes(second.labels.narrow(0, row, count), 5) - h.matmul(weights));
    }
    CHECK(furthest(found, raised(asked).matmul(weights)) < 1e-7);
  }
}

TEST_CASE("the order of tasks does not matter, and a shared class collects the images of both") {
  const auto first = task_of(0, 0, 2, 12);
  auto second = task_of(1, 0, 3, 12);
  sdkt::ridge_head once, twice;
  once.learn_task({.features = at::cat({first.features, second.features}),
                   .labels = at::cat({first.labels, second.labels}),
                   .num_classes = 3});
  twice.learn_task(first);
  const at::Tensor asked = unit_vectors(4, 16, 3);
  CHECK(twice.regressed(asked).sizes() == at::IntArrayRef{4, 2});
  twice.learn_task(second);
  CHECK(at::equal(once.regressed(asked), twice.regressed(asked)));
}

TEST_CASE("scores are fused where zero-shot names a learnt class, and are the logits elsewhere") {
  sdkt::ridge_head head;
  const at::Tensor texts = unit_vectors(5, 16, 9);
  const at::Tensor asked = at::cat({texts, unit_vectors(20, 16, 3)});
  // Names 0, 2 and 3 are learnt; 2 and 3 are one class. 1 and 4 are not learnt.
  const at::Tensor classes = at::tensor({0, -1, 1, 1, -1}, at::kLong);
  const auto inputs = inputs_of(asked, texts, classes);
  const at::Tensor logits = asked.matmul(texts.t()).mul(20.0F);
  CHECK(at::equal(head.class_scores(inputs), logits));  // before it has learnt anything

  head.learn_task(task_of(0, 0, 2, 12));
  const at::Tensor scores = head.class_scores(inputs);
  const at::Tensor ridge = head.regressed(asked);
  const at::Tensor p = logits.to(at::kDouble).softmax(1);
  int fused = 0;
  for (std::int64_t row = 0; row < asked.size(0); ++row) {
    const auto best = logits[row].argmax().item<std::int64_t>();
    if (best == 1 || best == 4) {
      CHECK(at::equal(scores[row], logits[row].to(at::kDouble)));
      continue;
    }
    ++fused;
    for (std::int64_t name = 0; name < 5; ++name) {
      const auto number = classes[name].item<std::int64_t>();
      const double r = number < 0 ? 0 : ridge[row][number].item<double>();
      CHECK(std::abs(scores[row][name].item<double>() - (0.2 * p[row][name].item<double>() + 0.8 * r)) <
            1e-12);
    }
  }
  CHECK(fused > 3);
  CHECK(fused < asked.size(0));
  head.fusion = 0;
  CHECK(at::equal(head.class_scores(inputs).argmax(1), logits.argmax(1)));
}

TEST_CASE("a state that is persisted and restored gives the same scores, bit for bit") {
  for (const auto form : {sdkt::ridge_form::dual, sdkt::ridge_form::primal}) {
    sdkt::ridge_head head{.form = form, .gamma = 0.3, .fusion = 0.5, .units = 50};
    head.learn_task(task_of(0, 0, 2, 12));
    sdkt::archive stored = sdkt::archive::storing();
    head.persist(stored);
    sdkt::ridge_head other;
    sdkt::archive state = sdkt::archive::restoring(stored.tensors(), stored.numbers());
    other.persist(state);
    CHECK(other.form == form);
    CHECK(other.ridge_used() == head.ridge_used());
    const auto inputs =
        inputs_of(unit_vectors(20, 16, 3), unit_vectors(3, 16, 9), at::tensor({0, 1, -1}, at::kLong));
    CHECK(at::equal(head.class_scores(inputs), other.class_scores(inputs)));
    head.learn_task(task_of(1, 2, 2, 12));  // a new solution
    other.learn_task(task_of(1, 2, 2, 12));
    CHECK(at::equal(head.class_scores(inputs), other.class_scores(inputs)));
  }
}

TEST_CASE("the units of the primal follow from the seed") {
  const auto units_of = [](std::uint64_t seed) {
    sdkt::ridge_head head{.form = sdkt::ridge_form::primal, .units = 50};
    auto moment = task_of(0, 0, 2, 12);
    moment.seed = seed;
    head.learn_task(moment);
    static_cast<void>(head.regressed(moment.features));
    return head.hidden;
  };
  CHECK(at::equal(units_of(1), units_of(1)));
  CHECK_FALSE(at::equal(units_of(1), units_of(2)));
}

TEST_CASE("settings and features that cannot be are refused") {
  const auto said_of = [](const sdkt::ridge_head& head) {
    return sentence_of<sdkt::setting_error>([&] { head.check(); });
  };
  CHECK(said_of({.gamma = 0}) ==
        "ridge_head_gamma: the value 0 is out of range; use a finite number above 0");
  CHECK(said_of({.ridge = -1}) ==
        "ridge_head_ridge: the value -1 is out of range; use a finite number above 0");
  CHECK(said_of({.fusion = 2}) == "ridge_head_fusion: the value 2 is out of range; use a number from 0 to 1");
  CHECK(said_of({.units = 0}) == "ridge_head_units: the value 0 is out of range; use 1 or more");
  sdkt::ridge_head head;
  auto moment = task_of(0, 0, 2, 12);
  head.learn_task(moment);
  CHECK(
      sentence_of<sdkt::data_error>([&] { static_cast<void>(head.regressed(unit_vectors(2, 8, 1))); }) ==
      "ridge_head: it has learnt from features of 16 numbers, and those of this model have 8; use it with the model "
      "with which it was saved");
  moment.features[0][0] = std::nan("");
  CHECK(
      sentence_of<sdkt::data_error>([&] { head.learn_task(moment); }) ==
      "ridge_head: the features of an image are not finite; the weights are damaged or too large: use another copy "
      "or an earlier checkpoint");
}
