// SPDX-License-Identifier: MIT
//
// Parts that fit, for cases in which one part does not, and the check that the trainer inherits from. The
// cases include the concepts alone: a program with the whole trainer takes five times as long to read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/compose/composition_clauses.hpp>
#include <sdkt/compose/run_clauses.hpp>

struct good_model {
  const sdkt::weight_layout& layout() const;
  sdkt::tower_ranges towers() const;
  at::Tensor weights() const;
  good_model with_weights(const at::Tensor& values_P) const;
  std::int64_t image_size() const;
  at::Tensor encode_image(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor tokenize(const std::vector<std::string>&) const;
  at::Tensor encode_text(const sdkt::weight_views&, const at::Tensor&) const;
  at::Tensor logit_scale(const sdkt::weight_views&) const;
};

template <std::size_t N>
struct good_teacher {
  static constexpr std::size_t num_teachers = N;
  std::array<at::Tensor, N> begin_task(const sdkt::task_begin&) const;
};

struct good_selection {
  template <std::size_t N>
  at::Tensor weights(const sdkt::teacher_targets<N>&) const;
};

template <sdkt::text_source Texts = sdkt::text_source::none>
struct good_loss {
  static constexpr sdkt::text_source texts = Texts;
  at::Tensor operator()(const sdkt::encoded&, const sdkt::encoded&, const at::Tensor&) const;
};

struct good_task {
  std::string name() const;
  std::vector<std::string> class_names() const;
  std::vector<std::string> prompts() const;
  const std::vector<sdkt::sample>& train() const;
  const std::vector<sdkt::sample>& test() const;
};

struct good_reference {
  static constexpr bool has_texts = false;
  const std::vector<sdkt::sample>& samples() const;
};

struct good_parameters {
  std::int64_t num_weights(const sdkt::weight_layout&, const sdkt::trained_slices&) const;
  at::Tensor begin_task(const sdkt::parameters_begin&);
  void push_forward(const at::Tensor&, at::Tensor&) const;
  at::Tensor pull_back(const at::Tensor&, const at::Tensor&) const;
};

struct good_optimiser {
  void begin_task(const sdkt::optimiser_begin&);
  void update_values(at::Tensor&, const at::Tensor&, double);
  void persist(sdkt::archive&);
};

struct good_classifier {
  at::Tensor class_scores(const sdkt::classifier_inputs&) const;
  void learn_task(const sdkt::classifier_task&);
  void persist(sdkt::archive&);
};

static_assert(sdkt::Classifier<good_classifier>);
static_assert(sdkt::OptimiserPolicy<good_optimiser>);
static_assert(sdkt::Parameterisation<good_parameters>);
static_assert(sdkt::Backbone<good_model>);
static_assert(sdkt::TeacherPolicy<good_teacher<2>>);
static_assert(sdkt::SelectionPolicy<good_selection, 2>);
static_assert(sdkt::DistillLoss<good_loss<>>);
static_assert(sdkt::TaskStream<std::vector<good_task>>);
static_assert(sdkt::ReferenceSource<good_reference>);

/// What trainer{model, teacher, selection, loss, extensions...} inherits from.
template <class Model, class Teacher, class Selection, class Loss, class... Extensions>
using composition_of = sdkt::detail::clause_check<
    sdkt::compose::composition_clauses<Model, Teacher, Selection, Loss, std::tuple<Extensions...>>>;

template <class Extension>
using extended_by = composition_of<good_model, good_teacher<2>, good_selection, good_loss<>, Extension>;

template <class Parameters>
using parameterised_by =
    sdkt::detail::clause_check<sdkt::compose::composition_clauses<good_model, good_teacher<2>, good_selection,
                                                                  good_loss<>, std::tuple<>, Parameters>>;

template <class Optimiser>
using optimised_by = sdkt::detail::clause_check<sdkt::compose::composition_clauses<
    good_model, good_teacher<2>, good_selection, good_loss<>, std::tuple<>, good_parameters, Optimiser>>;

template <class Scores>
using classified_by = sdkt::detail::clause_check<
    sdkt::compose::composition_clauses<good_model, good_teacher<2>, good_selection, good_loss<>, std::tuple<>,
                                       good_parameters, good_optimiser, Scores>>;

/// What trainer.run(tasks, reference) looks at.
template <class Tasks, class Reference, class Teacher = good_teacher<2>, class Loss = good_loss<>,
          class Extensions = std::tuple<>>
using run_over =
    sdkt::detail::clause_check<sdkt::compose::run_clauses<Teacher, Loss, Extensions, Tasks, Reference>>;

static_assert(sizeof(composition_of<good_model, good_teacher<2>, good_selection, good_loss<>>) > 0);
static_assert(sizeof(run_over<std::vector<good_task>, good_reference>) > 0);
