// SPDX-License-Identifier: MIT
//
// The teachers of one task, and their targets for a batch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/narrow.h>

#include <sdkt/batch/batch_source.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/distributed/shares.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/step/compared_texts.hpp>
#include <sdkt/step/seen_views.hpp>
#include <sdkt/step/stored_teacher.hpp>
#include <sdkt/step/student.hpp>
#include <sdkt/step/text_features.hpp>

namespace sdkt::step {

/// One task as its teachers see it.
struct guided_task {
  const task_begin& begin;
  text_ids prompts;   ///< prompts of the task's classes
  text_ids compared;  ///< the texts with which the loss compares images; on the same device
  std::int64_t images_drawn =
      0;  ///< reference images of all steps; more paired texts than this are not cached
  bool text_tower_trains = false;
  std::int64_t micro_batch_size = 0;
  distributed::processes group = {};  ///< with strands, images are encoded strand by strand, as the student's
  const seen_views& seen;  ///< where features of recurring views are kept; batches then list their views
};

/// Guides the student through one task. Lives as long as the task's steps; borrows composition and student.
///
/// Text features are encoded once per task if the weights behind them are frozen. A teacher's images are
/// encoded once per step, even if several teachers have the same weights. A view that a frozen teacher has
/// seen before is looked up.
template <class Composition, class Reference>
class guidance {
  using loss_policy = decltype(Composition::loss);
  using teacher_policy = decltype(Composition::teacher);
  using loss_facts = compose::distill_loss_clauses<loss_policy>;
  static constexpr text_source texts = loss_facts::texts;
  static constexpr bool is_live = compose::teacher_clauses<teacher_policy>::is_live;

 public:
  static constexpr std::string_view name = "teachers";  ///< in a checkpoint
  static constexpr std::size_t num_teachers = teacher_policy::num_teachers;
  using targets_type = teacher_targets<num_teachers>;

  /// Encodes everything that stays the same for the whole task.
  guidance(const Composition& parts, const student& student, guided_task task)
      : parts_{parts},
        student_{student},
        text_tower_trains_{task.text_tower_trains},
        micro_batch_size_{task.micro_batch_size},
        group_{std::move(task.group)},
        guides_{num_teachers > 0 && task.begin.reference->has_images()},
        prompts_{std::move(task.prompts)},
        compared_{std::move(task.compared)},
        teachers_{parts.teacher.begin_task(task.begin)} {
    const at::NoGradGuard no_grad;
    for (std::size_t n = 0; n < num_teachers && !is_live; ++n) {
      const std::size_t equal = first_equal(n);
      if (equal < n) {
        frozen_[n] = frozen_[equal];
        continue;
      }
      frozen_[n] = student_.with(parts_.model.layout(), teachers_[n]).frozen();
      if (task.seen.store == nullptr) continue;
      const bool is_pretrained = teachers_[n].is_same(task.begin.pretrained);
      stored_[n].emplace(*task.seen.store, is_pretrained ? task.seen.pretrained : std::string{});
    }
    if (!text_tower_trains_) class_texts_CE_ = encode_prompts(parts_.model, student_.views(), prompts_);
    if constexpr (texts != text_source::none) {
      const bool texts_change = is_live && text_tower_trains_;
      const bool is_dear = texts == text_source::paired_texts && compared_.num_rows() > task.images_drawn;
      stores_texts_ = guides_ && !texts_change && !is_dear;
      for (std::size_t n = 0; stores_texts_ && n < num_teachers; ++n) encode_teacher_texts(n);
    }
  }

  /// Whether any teacher guides this task.
  bool guides() const noexcept { return guides_; }

  /// Unit features [C, E] of the task's prompts; with gradient if the text tower trains.
  at::Tensor class_texts() const {
    return text_tower_trains_ ? encode_prompts(parts_.model, student_.views(), prompts_) : class_texts_CE_;
  }

  /// The student's encoding of the reference images, from its single forward over task and reference images.
  ///
  /// Shapes: images_NE [B + R, E], the B task images first; [B, E] if the task's own
  /// images are the reference.
  encoded own(const at::Tensor& images_NE, const batch::training_batch& batch, const at::Tensor& texts_CE,
              const at::Tensor& logit_scale) const {
    const at::Tensor labels_R = labels_of(batch);
    return {reference_part(images_NE, batch), own_texts(texts_CE, labels_R), logit_scale, labels_R};
  }

  /// The teachers' encodings of the reference images, and the student's encoding without gradient.
  targets_type look(const batch::training_batch& batch, const encoded& own) {
    const at::NoGradGuard no_grad;
    const at::Tensor pixels = group_.has_strands() ? batch.pixels : reference_part(batch.pixels, batch);
    targets_type targets;
    targets.labels_R = own.labels_R;
    targets.student = {own.images_RE.detach(), own.texts_TE.defined() ? own.texts_TE.detach() : own.texts_TE,
                       own.logit_scale.detach(), own.labels_R};
    for (std::size_t n = 0; n < num_teachers; ++n) {
      const weight_views views = views_of(n);
      const std::size_t equal = first_equal(n);
      at::Tensor images_RE = equal < n ? targets.teachers[equal].images_RE
                                       : encode_images(n, views, batch, pixels, own.images_RE);
      targets.teachers[n] = {std::move(images_RE), texts_of(n, views, own.labels_R),
                             parts_.model.logit_scale(views), own.labels_R};
    }
    return targets;
  }

  /// Lets a live teacher follow the student.
  void after_step(const step_end& moment) {
    if constexpr (is_live) parts_.teacher.after_step(teachers_, moment);
  }

  /// Stores or restores the weights of a live teacher; a frozen teacher is set again when the task restarts.
  void persist(archive& state) {
    if constexpr (is_live) {
      for (std::size_t n = 0; n < num_teachers; ++n) state(std::to_string(n), teachers_[n]);
    }
  }

 private:
  static at::Tensor reference_part(const at::Tensor& all, const batch::training_batch& batch) {
    const std::int64_t first = compose::is_own_images<Reference> ? 0 : batch.labels_B.size(0);
    return at::narrow(all, 0, first, all.size(0) - first);
  }

  /// Teacher n's features of the reference images of a batch. pixels: theirs, or with strands those of this process.
  /// own_RE: the student's features, of the same shape.
  at::Tensor encode_images(std::size_t n, const weight_views& weights, const batch::training_batch& batch,
                           const at::Tensor& pixels, const at::Tensor& own_RE) const {
    const auto encode = [&](const at::Tensor& some) { return parts_.model.encode_image(weights, some); };
    if (group_.has_strands()) return encode_strands(n, batch, encode, own_RE);
    return stored_[n] ? stored_[n]->features(batch.guided_views, pixels, encode) : encode(pixels);
  }

  /// The same, in the micro-batches of the strands, of which each process encodes its own.
  template <class Encode>
  at::Tensor encode_strands(std::size_t n, const batch::training_batch& batch, const Encode& encode,
                            const at::Tensor& own_RE) const {
    const std::int64_t first = compose::is_own_images<Reference> ? 0 : batch.labels_B.size(0);
    const std::int64_t end = compose::is_own_images<Reference> ? batch.labels_B.size(0) : batch.num_images;
    const distributed::image_range reference{first, end - first};
    const distributed::batch_shares shares{batch.num_images, micro_batch_size_, group_.num_strands()};
    const auto features = [&](const distributed::image_range& images) {
      const at::Tensor pixels = batch.pixels.narrow(0, images.first - batch.first_image, images.count);
      if (!stored_[n]) return encode(pixels);
      const auto view = batch.guided_views.begin() + (images.first - first);
      return stored_[n]->features({view, view + images.count}, pixels, encode);
    };
    std::vector<at::Tensor> rows;
    for (const auto& images : shares.micro_batches(group_.first_strand(), group_.strands_here())) {
      const distributed::image_range seen = images.within(reference);
      if (seen.count > 0) rows.push_back(features(seen));
    }
    return group_.gather_rows(rows.empty() ? own_RE.narrow(0, 0, 0) : at::cat(rows),
                              shares.counts(group_.size(), reference));
  }

  static const at::Tensor& labels_of(const batch::training_batch& batch) {
    return compose::is_own_images<Reference> ? batch.labels_B : batch.reference_labels_R;
  }

  /// The texts with which a batch is compared: all of them or, if paired, the text of each image.
  static at::Tensor chosen(const at::Tensor& all, const at::Tensor& labels_R) {
    return texts == text_source::paired_texts ? at::index_select(all, 0, labels_R) : all;
  }

  /// Features of the chosen texts. Averaged prompts are all encoded, and then chosen from.
  at::Tensor encode_chosen(const weight_views& views, const at::Tensor& labels_R) const {
    if (compared_.is_averaged()) return chosen(encode_prompts(parts_.model, views, compared_), labels_R);
    return encode_token_ids(parts_.model, views, chosen(compared_.ids_TL, labels_R));
  }

  /// The student's own encodings of the chosen texts, for a loss that uses them.
  at::Tensor own_texts(const at::Tensor& texts_CE, const at::Tensor& labels_R) const {
    if constexpr (!loss_facts::uses_student_texts) {
      return {};
    } else if (!text_tower_trains_ && stores_texts_) {
      return chosen(teacher_texts_TE_[0], labels_R);  // all networks share the text tower
    } else if (compared_.ids_TL.is_same(prompts_.ids_TL)) {
      return chosen(texts_CE, labels_R);
    } else {
      return encode_chosen(student_.views(), labels_R);
    }
  }

  void encode_teacher_texts(std::size_t n) {
    const std::size_t equal = text_tower_trains_ ? first_equal(n) : 0;
    teacher_texts_TE_[n] =
        equal < n ? teacher_texts_TE_[equal] : encode_prompts(parts_.model, views_of(n), compared_);
  }

  at::Tensor texts_of(std::size_t n, const weight_views& views, const at::Tensor& labels_R) const {
    if constexpr (texts == text_source::none) {
      return {};
    } else {
      return stores_texts_ ? chosen(teacher_texts_TE_[n], labels_R) : encode_chosen(views, labels_R);
    }
  }

  weight_views views_of(std::size_t n) const {
    if constexpr (!is_live) return frozen_[n];
    return student_.with(parts_.model.layout(), teachers_[n]);
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
  std::int64_t micro_batch_size_;
  distributed::processes group_;
  bool guides_;
  bool stores_texts_ = false;
  text_ids prompts_;
  text_ids compared_;
  std::array<at::Tensor, num_teachers> teachers_;
  std::array<weight_views, num_teachers> frozen_;                   // of frozen teachers
  std::array<std::optional<stored_teacher>, num_teachers> stored_;  // empty if nothing is kept
  at::Tensor class_texts_CE_;
  std::array<at::Tensor, num_teachers> teacher_texts_TE_;
};

}  // namespace sdkt::step
