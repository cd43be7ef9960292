// SPDX-License-Identifier: MIT
//
// Losses and selections over pairs of image and text against PyTorch (make_policy.py).

#include <cstdint>
#include <string>

#include <ATen/core/Tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include "oracle.hpp"
#include <sdkt/loss.hpp>
#include <sdkt/selection.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

/// A batch of pairs, with a student whose images and texts want a gradient.
struct pairs {
  explicit pairs(const nlohmann::json& one)
      : R{expected()["R"]},
        E{expected()["E"]},
        weights_R{tensor_of(one["weights"], {R})},
        weights_T{tensor_of(one["text_weights"], {R})} {
    const at::Tensor labels_R = tensor_of(one["labels"], {R}).to(at::kLong);
    student = {tensor_of(one["student"], {R, E}).requires_grad_(),
               tensor_of(one["student_texts"], {R, E}).requires_grad_(), scalar(one["student_scale"]),
               labels_R};
    teacher = {tensor_of(one["teacher"], {R, E}), tensor_of(one["teacher_texts"], {R, E}),
               scalar(one["teacher_scale"]), labels_R};
  }

  sdkt::teacher_targets<1> targets() const {
    return {.teachers = {teacher},
            .labels_R = teacher.labels_R,
            .student = {student.images_RE.detach(), student.texts_TE.detach(), student.logit_scale,
                        student.labels_R}};
  }

  std::int64_t R, E;
  at::Tensor weights_R, weights_T;
  sdkt::encoded student, teacher;
};

/// The loss of `distance` and its gradients in images and texts are those of the name.
template <class Distance>
void check_pairs(const nlohmann::json& one, const char* name, const Distance& distance) {
  CAPTURE(name);
  pairs batch{one};
  const at::Tensor loss = distance(batch);
  loss.backward();
  const auto& oracle = one[name];
  CHECK_THAT(loss.template item<double>(), WithinAbs(oracle["value"].template get<double>(), 1e-12));
  const at::Tensor images_RE = tensor_of(oracle["images"], {batch.R, batch.E});
  const at::Tensor texts_RE = tensor_of(oracle["texts"], {batch.R, batch.E});
  CHECK(largest_difference(batch.student.images_RE.grad(), images_RE) < 1e-12);
  CHECK(largest_difference(batch.student.texts_TE.grad(), texts_RE) < 1e-12);
}

}  // namespace

TEST_CASE("GIFT's loss and its gradients are PyTorch's, with labels that images share and without") {
  for (const auto& one : expected()["pairs"]) {
    const sdkt::pair_divergence distance{.temperature = one["temperature"]};
    check_pairs(one, "pair",
                [&](const pairs& batch) { return distance(batch.student, batch.teacher, batch.weights_R); });
    check_pairs(one, "pair_unlabelled", [&](pairs& batch) {
      batch.student.labels_R = batch.teacher.labels_R = at::Tensor{};
      return distance(batch.student, batch.teacher, batch.weights_R);
    });
  }
}

TEST_CASE(
    "the relation divergence and its gradients are PyTorch's, summed, softened, repaired and averaged") {
  for (const auto& one : expected()["pairs"]) {
    const auto check_with = [&](const char* name, const sdkt::relation_divergence& distance) {
      check_pairs(one, name, [&](const pairs& batch) {
        return distance(batch.student, batch.teacher, batch.weights_R, batch.weights_T);
      });
    };
    check_with("relation", {});
    check_with("relation_softened", {.temperature = 0.5});
    check_with("relation_repaired_mean", {.reduction = sdkt::row_reduction::mean, .repairs = true});
  }
}

TEST_CASE("rows and columns that the teacher gets right, or both wrong, are PyTorch's") {
  for (const auto& one : expected()["pairs"]) {
    const pairs batch{one};
    const auto targets = batch.targets();
    const auto check_weights = [&](const at::Tensor& weights_R1, const char* name) {
      CAPTURE(name);
      CHECK(largest_difference(weights_R1, tensor_of(one[name], {batch.R, 1})) == 0);
    };
    const sdkt::rectified old_right, or_both_wrong{.keeps_both_wrong = true};
    check_weights(old_right.weights(targets), "rectified_rows");
    check_weights(old_right.column_weights(targets), "rectified_columns");
    check_weights(or_both_wrong.weights(targets), "both_wrong_rows");
    check_weights(or_both_wrong.column_weights(targets), "both_wrong_columns");
  }
}

TEST_CASE("the selection and the loss together are Mod-X with its replaced rows, value and gradients") {
  for (const auto& one : expected()["pairs"]) {
    check_pairs(one, "mod_x", [](const pairs& batch) {
      const sdkt::rectified selection;
      const auto targets = batch.targets();
      return sdkt::relation_divergence{}(batch.student, batch.teacher,
                                         selection.weights(targets).select(1, 0),
                                         selection.column_weights(targets).select(1, 0))
          .mul(selection.strengths()[0]);
    });
  }
}
