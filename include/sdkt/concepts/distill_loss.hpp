// SPDX-License-Identifier: MIT
//
// How far the student's view of the reference batch is from one teacher's.
#pragma once

#include <concepts>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/encoded.hpp>

namespace sdkt {

/// The clauses of DistillLoss, each with the sentence that trainer's checks print (concepts/composition.hpp).
template <class L>
struct distill_loss_clauses {
  static constexpr bool declares_texts = requires {
    requires !std::is_member_pointer_v<decltype(&L::texts)>;  // GCC does not forgive one in the last line
    { L::texts } -> std::convertible_to<text_source>;
    typename std::integral_constant<text_source, L::texts>;
  };
  static constexpr bool is_callable =
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
};

/// One distillation term: student's view, one teacher's view, one weight an image -> scalar.
///
/// Requirements:
///   static constexpr text_source texts;
///   at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R)
///   const;
/// The weights enter before the mean over the batch, so that every image follows its own teacher.
/// Not required: to know how many teachers there are; the trainer adds one term a teacher.
template <class L>
concept DistillLoss =
    std::copyable<L> && distill_loss_clauses<L>::declares_texts && distill_loss_clauses<L>::is_callable;

}  // namespace sdkt
