// SPDX-License-Identifier: MIT
//
// Which policies fit together. Each concept's own clauses are beside the concept; here are the relations
// between policies, and the order in which everything is checked.
//
// The trainer inherits from detail::clause_check, which makes the compiler print the sentence of the first
// broken clause. The trainer itself is not constrained; otherwise deduction would fail before a sentence could
// be printed.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

#include <sdkt/classifier/cosine.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/classifier.hpp>
#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/distill_loss.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/concepts/selection_policy.hpp>
#include <sdkt/concepts/teacher_policy.hpp>
#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/parameterisation/full.hpp>

namespace sdkt::compose {

/// The type that means "there is no default selection": for three or more teachers.
struct no_default_selection {};

}  // namespace sdkt::compose

namespace sdkt::detail {

/// A selection is written if the number of teachers has no default.
template <class Selection>
struct chosen_selection_clauses {
  static constexpr auto list() {
    return clauses(
        clause<struct is_chosen, !std::is_same_v<Selection, compose::no_default_selection>>([](auto holds) {
          static_assert(
              holds,
              "sdkt: there is no default selection for three or more teachers: pass one after the teacher "
              "policy, for example trainer{model, teachers{}, my_selection{}}");
        }));
  }
};

/// A loss takes what the selection gives, and the model makes what the loss compares with.
template <class Model, class Selection, class Loss, std::size_t NumTeachers>
struct fitting_loss_clauses {
  using selection = compose::selection_clauses<Selection, NumTeachers>;
  using loss = compose::distill_loss_clauses<Loss>;

  static constexpr auto list() {
    return clauses(
        clause_if<struct takes_column_weights, selection::has_column_weights,
                  loss::takes_column_weights>([](auto holds) {
          static_assert(
              holds,
              "sdkt: this selection weighs texts with column_weights, but this loss does not accept them: "
              "give its operator() a fourth parameter `const at::Tensor& weights_T`, or use "
              "relation_divergence");
        }),
        clause_if<struct model_makes_sentences, loss::texts == text_source::random_sentences,
                  compose::makes_random_sentences<Model>>([](auto holds) {
          static_assert(holds,
                        "sdkt: this loss compares with random sentences, but this Backbone cannot generate "
                        "them: add `at::Tensor random_token_ids(std::int64_t count, std::int64_t length, "
                        "sdkt::random_stream) const`, int64 [T, L]");
        }));
  }
};

/// An extension, and whether there is a distillation for it to look at.
template <class E, std::size_t NumTeachers>
struct fitting_extension_clauses {
  static constexpr auto list() {
    return clauses(
        clause<struct is_in_its_place, !compose::parameterisation_clauses<E>::names_a_direction>(
            [](auto holds) {
              static_assert(holds,
                            "sdkt: a parameterisation is written after the loss and before the extensions, "
                            "and a trainer has one: trainer{model, teacher, selection, loss, "
                            "sdkt::low_rank{}, extensions...}");
            }),
        clause<struct optimiser_is_in_its_place, !compose::optimiser_clauses<E>::named_update_values>(
            [](auto holds) {
              static_assert(
                  holds,
                  "sdkt: an optimiser is written after the loss and the parameterisation and before "
                  "the extensions, and a trainer has one: trainer{model, teacher, selection, loss, "
                  "sdkt::sgd{}, extensions...}");
            }),
        clause<struct classifier_is_in_its_place, !compose::classifier_clauses<E>::named_class_scores>(
            [](auto holds) {
              static_assert(
                  holds,
                  "sdkt: a classifier is written after the loss, the parameterisation and the optimiser "
                  "and before the extensions, and a trainer has one: trainer{model, teacher, selection, "
                  "loss, sdkt::ridge_head{}, extensions...}");
            }),
        clauses_of<compose::extension_clauses<E>>{},
        clause_if<struct has_distillation, compose::extension_clauses<E>::named_distillation_end,
                  (NumTeachers > 0)>([](auto holds) {
          static_assert(
              holds,
              "sdkt: an extension with on_distillation_end needs the gradient of the distillation, but "
              "this composition has no teacher: put one before it, for example sdkt::previous_teacher{}");
        }));
  }
};

}  // namespace sdkt::detail

namespace sdkt::compose {

/// Everything that trainer{model, teacher, selection, loss, parameterisation, optimiser, classifier, extensions...}
/// requires, in this order.
template <class Model, class Teacher, class Selection, class Loss, class Extensions,
          class Parameterisation = full, class Optimiser = adamw, class Classifier = cosine>
struct composition_clauses;

template <class Model, class Teacher, class Selection, class Loss, class... Es, class Parameterisation,
          class Optimiser, class Classifier>
struct composition_clauses<Model, Teacher, Selection, Loss, std::tuple<Es...>, Parameterisation, Optimiser,
                           Classifier> {
  static constexpr std::size_t num_teachers = teacher_clauses<Teacher>::num_teachers;

  static constexpr auto list() {
    return detail::clauses(
        detail::clauses_of<backbone_clauses<Model>>{}, detail::clauses_of<teacher_clauses<Teacher>>{},
        detail::clauses_of<detail::chosen_selection_clauses<Selection>>{},
        detail::clauses_of<selection_clauses<Selection, num_teachers>>{},
        detail::clauses_of<distill_loss_clauses<Loss>>{},
        detail::clauses_of<detail::fitting_loss_clauses<Model, Selection, Loss, num_teachers>>{},
        detail::clauses_of<parameterisation_clauses<Parameterisation>>{},
        detail::clauses_of<optimiser_clauses<Optimiser>>{},
        detail::clauses_of<classifier_clauses<Classifier>>{},
        detail::clauses_of<detail::fitting_extension_clauses<Es, num_teachers>>{}...);
  }
};

}  // namespace sdkt::compose
