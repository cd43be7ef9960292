// SPDX-License-Identifier: MIT
//
// How far the student's encodings of the reference batch are from one teacher's.
#pragma once

#include <concepts>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/encoded.hpp>

namespace sdkt {

/// The clauses of DistillLoss. compose/broken_clause.hpp has the compiler message for each of them.
template <class L>
struct distill_loss_clauses {
  static constexpr bool declares_texts = requires {
    requires !std::is_member_pointer_v<decltype(&L::texts)>;  // else GCC reports an error in the last line
    { L::texts } -> std::convertible_to<text_source>;
    typename std::integral_constant<text_source, L::texts>;
  };
  /// A loss with a fourth parameter takes weights of texts as well as of images.
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
  /// Whether the loss uses the student's own encodings of the texts. If so, the texts are encoded again
  /// whenever a step has changed the text tower.
  static constexpr bool uses_student_texts = [] {
    if constexpr (requires { requires L::uses_student_texts; }) {
      return texts != text_source::none;
    } else {
      return false;
    }
  }();
  /// A loss over random sentences must have a member that gives their number.
  static constexpr bool says_sentences = texts != text_source::random_sentences || requires(const L& loss) {
    { loss.sentences } -> std::convertible_to<random_sentences>;
  };
};

/// One distillation term: the student's encodings, one teacher's encodings, one weight per image -> a scalar.
///
/// Requirements:
///
///     static constexpr text_source texts;
///     at::Tensor operator()(const encoded& student, const encoded& teacher,
///                           const at::Tensor& weights_R) const;
///
/// A loss that compares along both axes of images x texts has, instead:
///
///     at::Tensor operator()(const encoded& student, const encoded& teacher,
///                           const at::Tensor& weights_R, const at::Tensor& weights_T) const;
///
/// A loss over text_source::random_sentences also has:
///
///     random_sentences sentences;
///
/// Optional, without which student.texts_TE is undefined:
///
///     static constexpr bool uses_student_texts = true;
///
/// The weights must enter before the mean over the batch, so that each image follows its own teacher.
///
/// Not required: the number of teachers. The trainer adds one term per teacher.
template <class L>
concept DistillLoss = std::copyable<L> && distill_loss_clauses<L>::declares_texts &&
                      distill_loss_clauses<L>::is_callable && distill_loss_clauses<L>::says_sentences;

}  // namespace sdkt
