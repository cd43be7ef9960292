// SPDX-License-Identifier: MIT
//
// The teachers of one task: what they are, what they say about a batch, and how far each is followed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/narrow.h>

#include <sdkt/stream/reference.hpp>
#include <sdkt/train/batch_source.hpp>
#include <sdkt/train/composition.hpp>
#include <sdkt/train/student.hpp>

namespace sdkt {

/// Guides the student through one task. Lives as long as the task's steps; borrows composition and student.
///
/// Text features are encoded once a task wherever the weights that make them are frozen, and a teacher's
/// images once a step, however many teachers have the same weights.
template <class Composition, class Reference>
class guidance {
  using loss_policy = decltype(Composition::loss);
  using teacher_policy = decltype(Composition::teacher);

 public:
  static constexpr std::size_t num_teachers = teacher_policy::num_teachers;
  using targets_type = teacher_targets<num_teachers>;

  /// Shapes: prompts int64 [C, L], one a class of the task.
  guidance(const Composition& parts, const student& student, const Reference& reference,
           const task_begin& begin, at::Tensor prompts, bool text_tower_trains)
      : parts_{parts},
        student_{student},
        text_tower_trains_{text_tower_trains},
        prompts_{std::move(prompts)},
        teachers_{parts.teacher.begin_task(begin)} {
    const at::NoGradGuard no_grad;
    if (!text_tower_trains_) class_texts_CE_ = parts_.model.encode_text(student_.views(), prompts_);
    if constexpr (num_teachers > 0 && texts != text_source::none) {
      compared_ = prompts_;
      if constexpr (texts == text_source::reference_texts) {
        compared_ = parts_.model.tokenize(reference.texts()).to(prompts_.device());
      }
      for (std::size_t n = 0; n < num_teachers; ++n) {
        teacher_texts_[n] = parts_.model.encode_text(views_of(teachers_[n]), compared_);
      }
    }
  }

  /// Unit features [C, E] of the task's prompts; with gradient if the text tower trains.
  at::Tensor class_texts() const {
    return text_tower_trains_ ? parts_.model.encode_text(student_.views(), prompts_) : class_texts_CE_;
  }

  /// The student's view of the reference images, out of its one forward over task and reference images.
  ///
  /// Shapes: images_NE [B + R, E], the B task images first; where the task's own images are the reference,
  /// [B, E].
  encoded own(const at::Tensor& images_NE, const training_batch& batch, const at::Tensor& texts_CE,
              const at::Tensor& logit_scale) const {
    return {reference_part(images_NE, batch), own_texts(texts_CE), logit_scale};
  }

  /// What the teachers say about the reference images.
  targets_type look(const training_batch& batch) const {
    const at::NoGradGuard no_grad;
    const at::Tensor pixels = reference_part(batch.pixels, batch);
    targets_type targets;
    if constexpr (is_own_images<Reference>) targets.labels_R = batch.labels_B;
    for (std::size_t n = 0; n < num_teachers; ++n) {
      const weight_views views = views_of(teachers_[n]);
      const std::size_t equal = first_equal(n);
      at::Tensor images_RE =
          equal < n ? targets.teachers[equal].images_RE : parts_.model.encode_image(views, pixels);
      targets.teachers[n] = {std::move(images_RE), texts_of(n, views), parts_.model.logit_scale(views)};
    }
    return targets;
  }

  /// The selection's weights [R, N].
  ///
  /// Errors: shape_error if a policy returns anything else.
  at::Tensor weigh(const targets_type& targets) const {
    const at::NoGradGuard no_grad;
    at::Tensor weights_RN = parts_.selection.weights(targets);
    expect_shape(
        "selection " + policy_name(parts_.selection), weights_RN,
        {{"R", targets.teachers[0].images_RE.size(0)}, {"N", static_cast<std::int64_t>(num_teachers)}},
        "return one weight for every reference image and teacher");
    return weights_RN;
  }

  /// Lets a live teacher follow the student.
  void after_step(const step_end& moment) {
    if constexpr (teacher_clauses<teacher_policy>::is_live) parts_.teacher.after_step(teachers_, moment);
  }

 private:
  static constexpr text_source texts = loss_policy::texts;

  static at::Tensor reference_part(const at::Tensor& all, const training_batch& batch) {
    const std::int64_t first = is_own_images<Reference> ? 0 : batch.labels_B.size(0);
    return at::narrow(all, 0, first, all.size(0) - first);
  }

  /// The student's encodings of the texts that the loss compares with: the teachers' where the tower is
  /// frozen.
  at::Tensor own_texts(const at::Tensor& texts_CE) const {
    if constexpr (texts == text_source::none) {
      return {};
    } else if constexpr (texts == text_source::class_prompts) {
      return texts_CE;
    } else {
      return text_tower_trains_ ? parts_.model.encode_text(student_.views(), compared_) : teacher_texts_[0];
    }
  }

  /// Encoded once a task, unless the text tower of a live teacher moves.
  at::Tensor texts_of(std::size_t n, const weight_views& views) const {
    if constexpr (texts != text_source::none && teacher_clauses<teacher_policy>::is_live) {
      if (text_tower_trains_) return parts_.model.encode_text(views, compared_);
    }
    return teacher_texts_[n];
  }

  weight_views views_of(const at::Tensor& teacher) const {
    return view_weights(parts_.model.layout(), student_.weights(), student_.trained(), teacher,
                        student_.views().compute());
  }

  std::size_t first_equal(std::size_t n) const {
    for (std::size_t earlier = 0; earlier < n; ++earlier) {
      if (teachers_[earlier].is_same(teachers_[n])) return earlier;
    }
    return n;
  }

  const Composition& parts_;
  const student& student_;
  bool text_tower_trains_;
  at::Tensor prompts_;
  std::array<at::Tensor, num_teachers> teachers_;
  at::Tensor class_texts_CE_;
  at::Tensor compared_;  // token ids of the texts that the loss compares with
  std::array<at::Tensor, num_teachers> teacher_texts_;
};

}  // namespace sdkt
