// SPDX-License-Identifier: MIT
//
// How far the student's encodings of the reference batch are from one teacher's.
#pragma once

#include <concepts>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/encoded.hpp>

namespace sdkt::detail {

/// texts is a compile-time constant. A non-static member is ruled out first; otherwise GCC would report an
/// error in the last line.
template <class L>
concept declares_texts = requires {
  requires !std::is_member_pointer_v<decltype(&L::texts)>;
  { L::texts } -> std::convertible_to<text_source>;
  typename std::integral_constant<text_source, L::texts>;
};

}  // namespace sdkt::detail

namespace sdkt::compose {

/// The clauses of DistillLoss, each with the sentence that the compiler prints if it is the first broken one.
template <class L>
struct distill_loss_clauses {
  static constexpr text_source texts = [] {
    if constexpr (detail::declares_texts<L>) {
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
  /// A loss with a fourth parameter takes weights of texts as well as of images.
  static constexpr bool takes_column_weights =
      requires(const L& loss, const encoded& student, const encoded& teacher, const at::Tensor& weights_R,
               const at::Tensor& weights_T) {
        { loss(student, teacher, weights_R, weights_T) } -> std::same_as<at::Tensor>;
      };

  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct declares_texts, detail::declares_texts<L>>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the distillation loss does not state which texts it needs: add `static constexpr "
              "sdkt::text_source texts = sdkt::text_source::none;` (or class_prompts, reference_texts, "
              "random_sentences, paired_texts)");
        }),
        detail::clause_if<struct is_callable, !takes_column_weights,
                          requires(const L& loss, const encoded& student, const encoded& teacher,
                                   const at::Tensor& weights_R) {
                            { loss(student, teacher, weights_R) } -> std::same_as<at::Tensor>;
                          }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the distillation loss needs `at::Tensor operator()(const sdkt::encoded& student, const "
              "sdkt::encoded& teacher, const at::Tensor& weights_R) const`");
        }),
        detail::clause_if<struct says_sentences, texts == text_source::random_sentences,
                          requires(const L& loss) {
                            { loss.sentences } -> std::convertible_to<random_sentences>;
                          }>([](auto holds) {
          static_assert(holds,
                        "sdkt: a distillation loss over random sentences must state how many: add a member "
                        "`sdkt::random_sentences sentences;`");
        }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// One distillation term: the student's encodings, one teacher's encodings, one weight per image -> a scalar.
///
/// Requirements:
///
/// 1. It can be copied.
/// 2. It states at compile time which texts it compares images with.
/// 3. It can be called with the two encodings and one weight per image. A loss that compares along both axes
///    of images x texts is called with one weight per text as well.
/// 4. If its texts are random sentences, it states their number and length.
///
/// Signatures, of which a loss needs either operator(), and sentences only for requirement 4:
///
///     static constexpr text_source texts;
///     at::Tensor operator()(const encoded& student, const encoded& teacher,
///                           const at::Tensor& weights_R) const;
///     at::Tensor operator()(const encoded& student, const encoded& teacher,
///                           const at::Tensor& weights_R, const at::Tensor& weights_T) const;
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
concept DistillLoss = std::copyable<L> && detail::AllHold<compose::distill_loss_clauses<L>>;

}  // namespace sdkt
