// SPDX-License-Identifier: MIT
//
// How far the student's view of the reference batch is from one teacher's.
#pragma once

#include <concepts>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/encoded.hpp>

namespace sdkt {

/// The clauses of DistillLoss, each with the sentence that trainer's checks print (compose/broken_clause.hpp).
template <class L>
struct distill_loss_clauses {
  static constexpr bool declares_texts = requires {
    requires !std::is_member_pointer_v<decltype(&L::texts)>;  // GCC does not forgive one in the last line
    { L::texts } -> std::convertible_to<text_source>;
    typename std::integral_constant<text_source, L::texts>;
  };
  /// With a fourth argument the loss weighs texts as well as images.
  static constexpr bool takes_column_weights =
      requires(const L& loss, const encoded& student, const encoded& teacher, const at::Tensor& weights_R,
               const at::Tensor& weights_T) {
        { loss(student, teacher, weights_R, weights_T) } -> std::same_as<at::Tensor>;
      };
  static constexpr bool is_callable =
      takes_column_weights ||
      requires(const L& loss, const encoded& student, const encoded& teacher, const at::Tensor& weights_R) {
        { loss(student, teacher, weights_R) } -> std::same_as<at::Tensor>;
      };
  static constexpr text_source texts = [] {
    if constexpr (declares_texts) {
      return std::integral_constant<text_source, L::texts>::value;
    } else {
      return text_source::none;
    }
  }();
  /// Whether the loss looks at the student's own texts, which then are encoded at every step that moves them.
  static constexpr bool uses_student_texts = [] {
    if constexpr (requires { requires L::uses_student_texts; }) {
      return texts != text_source::none;
    } else {
      return false;
    }
  }();
  /// A loss over random sentences says how many.
  static constexpr bool says_sentences = texts != text_source::random_sentences || requires(const L& loss) {
    { loss.sentences } -> std::convertible_to<random_sentences>;
  };
};

/// One distillation term: student's view, one teacher's view, one weight an image -> scalar.
///
/// Requirements:
///   static constexpr text_source texts;
///   at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R)
///   const;
/// or, for one that compares along both axes of images x texts,
///   at::Tensor operator()(const encoded&, const encoded&, const at::Tensor& weights_R, const at::Tensor&
///   weights_T) const;
/// Optional: static constexpr bool uses_student_texts = true; else student.texts_TE is undefined.
/// The weights enter before the mean over the batch, so that every image follows its own teacher.
/// A loss over text_source::random_sentences has a member `sentences` of type random_sentences.
/// Not required: to know how many teachers there are; the trainer adds one term a teacher.
template <class L>
concept DistillLoss = std::copyable<L> && distill_loss_clauses<L>::declares_texts &&
                      distill_loss_clauses<L>::is_callable && distill_loss_clauses<L>::says_sentences;

}  // namespace sdkt
