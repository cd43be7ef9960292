// SPDX-License-Identifier: MIT
//
// Which policies fit together, with a compiler message for each mismatch.
//
// The messages are static_asserts in an empty base class of the trainer, whose template argument is the
// *first* broken clause. So GCC and clang print exactly one error, which says what to write. The trainer
// itself is not constrained; otherwise deduction would fail before a message could be printed.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/concepts/teacher_policy.hpp>

namespace sdkt {

/// The type that means "there is no default selection": for three or more teachers.
struct no_default_selection {};

/// Every requirement that a composition can break, in the order in which they are checked.
enum class broken_clause {
  none,
  model_layout,
  model_weights,
  model_images,
  model_texts,
  teacher_count,
  teacher_begin,
  teacher_after_step,
  selection_default,
  selection_weights,
  selection_strengths,
  selection_columns,
  loss_texts,
  loss_call,
  loss_sentences,
  loss_columns,
  model_sentences,
  extension_final,
  extension_none,
  extension_task_begin,
  extension_penalty,
  extension_distillation_end,
  extension_backward_end,
  extension_step_end,
  extension_task_end,
  extension_persist,
  extension_without_distillation,
};

namespace detail {

template <class E, std::size_t NumTeachers>
constexpr broken_clause first_broken_of_extension() {
  using clauses = extension_clauses<E>;
  using enum broken_clause;
  if constexpr (std::is_final_v<E>)
    return extension_final;
  else if constexpr (!clauses::names_a_hook)
    return extension_none;
  else if constexpr (!clauses::task_begin_fits)
    return extension_task_begin;
  else if constexpr (!clauses::penalty_fits)
    return extension_penalty;
  else if constexpr (!clauses::distillation_end_fits)
    return extension_distillation_end;
  else if constexpr (!clauses::backward_end_fits)
    return extension_backward_end;
  else if constexpr (!clauses::step_end_fits)
    return extension_step_end;
  else if constexpr (!clauses::task_end_fits)
    return extension_task_end;
  else if constexpr (!clauses::persists)
    return extension_persist;
  else if constexpr (clauses::named_distillation_end && NumTeachers == 0)
    return extension_without_distillation;
  else
    return none;
}

template <std::size_t NumTeachers, class... Es>
constexpr broken_clause first_broken_of_extensions(std::tuple<Es...>*) {
  auto first = broken_clause::none;
  ((first = first == broken_clause::none ? first_broken_of_extension<Es, NumTeachers>() : first), ...);
  return first;
}

}  // namespace detail

/// The first clause that a composition breaks.
template <class Model, class Teacher, class Selection, class Loss, class Extensions>
constexpr broken_clause first_broken() {
  using enum broken_clause;
  using teacher = teacher_clauses<Teacher>;
  using selection = selection_clauses<Selection, teacher::num_teachers>;
  using loss = distill_loss_clauses<Loss>;
  if constexpr (!backbone_clauses<Model>::has_layout)
    return model_layout;
  else if constexpr (!backbone_clauses<Model>::has_weights)
    return model_weights;
  else if constexpr (!backbone_clauses<Model>::encodes_images)
    return model_images;
  else if constexpr (!backbone_clauses<Model>::encodes_texts)
    return model_texts;
  else if constexpr (!teacher::has_num_teachers)
    return teacher_count;
  else if constexpr (!teacher::begins_tasks)
    return teacher_begin;
  else if constexpr (!teacher::after_step_fits)
    return teacher_after_step;
  else if constexpr (std::is_same_v<Selection, no_default_selection>)
    return selection_default;
  else if constexpr (!selection::has_weights)
    return selection_weights;
  else if constexpr (!selection::strengths_fit)
    return selection_strengths;
  else if constexpr (!selection::column_weights_fit)
    return selection_columns;
  else if constexpr (!loss::declares_texts)
    return loss_texts;
  else if constexpr (!loss::is_callable)
    return loss_call;
  else if constexpr (!loss::says_sentences)
    return loss_sentences;
  else if constexpr (selection::has_column_weights && !loss::takes_column_weights)
    return loss_columns;
  else if constexpr (loss::texts == text_source::random_sentences && !makes_random_sentences<Model>)
    return model_sentences;
  else
    return detail::first_broken_of_extensions<teacher::num_teachers>(static_cast<Extensions*>(nullptr));
}

/// Base class of the trainer, which makes the compiler print what is wrong with a composition, if anything.
template <broken_clause Broken>
struct composition_check {
  static_assert(
      Broken != broken_clause::model_layout,
      "sdkt: the first argument of trainer is not a Backbone: it needs layout() -> const weight_layout& and "
      "towers() -> tower_ranges (sdkt::clip::load gives a model that has them)");
  static_assert(
      Broken != broken_clause::model_weights,
      "sdkt: this Backbone needs weights() -> at::Tensor, flat fp32 [P], and with_weights(at::Tensor) that "
      "returns the same type with other weights");
  static_assert(Broken != broken_clause::model_images,
                "sdkt: this Backbone needs image_size() and encode_image(const weight_views&, const "
                "at::Tensor& pixels) const -> at::Tensor, unit length [N, E]");
  static_assert(
      Broken != broken_clause::model_texts,
      "sdkt: this Backbone needs tokenize(const std::vector<std::string>&), encode_text(const weight_views&, "
      "const at::Tensor& token_ids) and logit_scale(const weight_views&), all const, all -> at::Tensor");
  static_assert(
      Broken != broken_clause::teacher_count,
      "sdkt: the teacher policy does not state its number of teachers: add `static constexpr std::size_t "
      "num_teachers = ...;` (a TeacherPolicy comes first among the policies, then selection, loss, "
      "extensions)");
  static_assert(Broken != broken_clause::teacher_begin,
                "sdkt: the teacher policy needs `std::array<at::Tensor, num_teachers> begin_task(const "
                "sdkt::task_begin&) const` that returns the flat weights of each teacher");
  static_assert(Broken != broken_clause::teacher_after_step,
                "sdkt: after_step of the teacher policy must be `void after_step(std::array<at::Tensor, "
                "num_teachers>&, const sdkt::step_end&) const`");
  static_assert(
      Broken != broken_clause::selection_default,
      "sdkt: there is no default selection for three or more teachers: pass one after the teacher policy, "
      "for example trainer{model, teachers{}, my_selection{}}");
  static_assert(
      Broken != broken_clause::selection_weights,
      "sdkt: the selection policy needs `at::Tensor weights(const sdkt::teacher_targets<N>&) const` where N "
      "is the number of teachers of the teacher policy before it; it returns [R, N]");
  static_assert(
      Broken != broken_clause::selection_strengths,
      "sdkt: strengths of the selection policy must be `std::array<double, N> strengths() const` where N is "
      "the number of teachers");
  static_assert(Broken != broken_clause::selection_columns,
                "sdkt: column_weights of the selection policy must be `at::Tensor column_weights(const "
                "sdkt::teacher_targets<N>&) const`; it returns [T, N], one weight per text");
  static_assert(Broken != broken_clause::loss_texts,
                "sdkt: the distillation loss does not state which texts it needs: add `static constexpr "
                "sdkt::text_source texts = sdkt::text_source::none;` (or class_prompts, reference_texts, "
                "random_sentences, paired_texts)");
  static_assert(
      Broken != broken_clause::loss_call,
      "sdkt: the distillation loss needs `at::Tensor operator()(const sdkt::encoded& student, const "
      "sdkt::encoded& teacher, const at::Tensor& weights_R) const`");
  static_assert(Broken != broken_clause::loss_sentences,
                "sdkt: a distillation loss over random sentences must state how many: add a member "
                "`sdkt::random_sentences sentences;`");
  static_assert(
      Broken != broken_clause::loss_columns,
      "sdkt: this selection weighs texts with column_weights, but this loss does not accept them: give its "
      "operator() a fourth parameter `const at::Tensor& weights_T`, or use relation_divergence");
  static_assert(
      Broken != broken_clause::model_sentences,
      "sdkt: this loss compares with random sentences, but this Backbone cannot generate them: add "
      "`at::Tensor random_token_ids(std::int64_t count, std::int64_t length, sdkt::random_stream) const`, "
      "int64 [T, L]");
  static_assert(Broken != broken_clause::extension_final,
                "sdkt: an extension must not be final: its hooks are found by inheriting from it");
  static_assert(Broken != broken_clause::extension_none,
                "sdkt: this extension has no hook: add at least one of on_task_begin, penalty, "
                "on_distillation_end, on_backward_end, on_step_end, on_task_end");
  static_assert(Broken != broken_clause::extension_task_begin,
                "sdkt: on_task_begin of an extension must take (const sdkt::task_begin&)");
  static_assert(Broken != broken_clause::extension_penalty,
                "sdkt: penalty of an extension must be `at::Tensor penalty(const at::Tensor& theta) const`");
  static_assert(Broken != broken_clause::extension_distillation_end,
                "sdkt: on_distillation_end of an extension must take (const sdkt::distillation_end&)");
  static_assert(Broken != broken_clause::extension_backward_end,
                "sdkt: on_backward_end of an extension must take (const sdkt::backward_end&)");
  static_assert(Broken != broken_clause::extension_step_end,
                "sdkt: on_step_end of an extension must take (const sdkt::step_end&)");
  static_assert(Broken != broken_clause::extension_task_end,
                "sdkt: on_task_end of an extension must take (const sdkt::task_end&)");
  static_assert(Broken != broken_clause::extension_persist,
                "sdkt: an extension with a non-const hook has state: add `void persist(sdkt::archive&)` that "
                "lists every member, so that an interrupted run can be resumed");
  static_assert(
      Broken != broken_clause::extension_without_distillation,
      "sdkt: an extension with on_distillation_end needs the gradient of the distillation, but this "
      "composition has no teacher: put one before it, for example sdkt::previous_teacher{}");
};

}  // namespace sdkt
