// SPDX-License-Identifier: MIT
//
// Facts about parameterisations, optimisers and classifiers that hold when this file compiles: where one stands among the arguments of a trainer,
// and the clause that each wrong one breaks first.

#include <cstdint>
#include <tuple>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include "broken_clause.hpp"
#include <sdkt/classifier.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/optimiser.hpp>
#include <sdkt/parameterisation.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/teacher.hpp>

namespace {

using namespace sdkt;
using namespace clause_names;

struct watcher {
  void on_step_end(const step_end&) const;
};

// A parameterisation comes after any number of policies, and before extensions.
template <class Parameters, class... Args>
constexpr bool trains = std::is_same_v<typename compose::composed<Args...>::parameterisation, Parameters>;

static_assert(trains<full> && trains<full, no_teacher> && trains<full, no_teacher, watcher>);
static_assert(trains<low_rank, low_rank> && trains<low_rank, no_teacher, low_rank, watcher>);
static_assert(trains<projected, dual_teacher, distance_sigmoid, logit_divergence, projected>);
static_assert(std::is_same_v<compose::composed<low_rank>::teacher, dual_teacher>);
static_assert(
    std::is_same_v<compose::composed<no_teacher, low_rank, watcher>::extensions, std::tuple<watcher>>);

// Parameterisations that differ from this one in one point each.
struct by_hand {
  std::int64_t num_weights(const weight_layout&, const trained_slices&) const;
  at::Tensor begin_task(const parameters_begin&);
  void push_forward(const at::Tensor&, at::Tensor&) const;
  at::Tensor pull_back(const at::Tensor&, const at::Tensor&) const;
};
struct only_forward {
  void push_forward(const at::Tensor&, at::Tensor&) const;
};
struct uncounted : by_hand {
  double num_weights(const weight_layout&, const trained_slices&) const;
};
struct kept_of_nothing : by_hand {
  std::int64_t num_kept() const;
};
struct begins_with_nothing : by_hand {
  void begin_task(const parameters_begin&);
};
struct forward_by_value : by_hand {
  at::Tensor push_forward(const at::Tensor&) const;
};
struct forward_that_changes : by_hand {
  void push_forward(const at::Tensor&, at::Tensor&);
};
struct back_to_nothing : by_hand {
  void pull_back(const at::Tensor&, const at::Tensor&) const;
};
struct after_a_count : by_hand {
  void after_update(std::int64_t) const;
};
struct back_that_counts : by_hand {
  at::Tensor pull_back(const at::Tensor&, const at::Tensor&);
};
struct back_that_counts_and_persists : back_that_counts {
  void persist(archive&);
};

struct ends_with_a_count : by_hand {
  void end_task(std::int64_t);
};
struct end_that_changes : by_hand {
  void end_task(const sdkt::parameters_end&);
};
struct end_that_changes_and_persists : end_that_changes {
  void persist(archive&);
};
struct end_that_looks : by_hand {
  void end_task(const sdkt::parameters_end&) const;
};

/// Select and Distill on other parameters, and with extensions.
template <class Parameters, class... Extensions>
constexpr broken_clause broken_parameters =
    first_broken<clip::model, dual_teacher, distance_sigmoid, feature_distance, std::tuple<Extensions...>,
                 Parameters>();

using enum broken_clause;

static_assert(broken_parameters<full> == none && broken_parameters<low_rank> == none);
static_assert(broken_parameters<gated_low_rank> == none && broken_parameters<null_space> == none);
static_assert(broken_parameters<projected> == none && broken_parameters<by_hand> == none);
static_assert(broken_parameters<fixed_factors<>> == none && broken_parameters<null_projected> == none);
static_assert(broken_parameters<fixed_factors<gradient_directions>> == none);
static_assert(broken_parameters<int> == parameters_directions);
static_assert(broken_parameters<only_forward> == parameters_directions);
static_assert(broken_parameters<uncounted> == parameters_count);
static_assert(broken_parameters<kept_of_nothing> == parameters_kept);
static_assert(broken_parameters<begins_with_nothing> == parameters_begin);
static_assert(broken_parameters<forward_by_value> == parameters_forward);
static_assert(broken_parameters<forward_that_changes> == parameters_forward);
static_assert(broken_parameters<back_to_nothing> == parameters_back);
static_assert(broken_parameters<after_a_count> == parameters_after_update);
static_assert(broken_parameters<ends_with_a_count> == broken_clause::parameters_end);
static_assert(broken_parameters<end_that_changes> == parameters_persist);
static_assert(broken_parameters<end_that_changes_and_persists> == none);
static_assert(broken_parameters<end_that_looks> == none);
static_assert(broken_parameters<back_that_counts> == parameters_persist);
static_assert(broken_parameters<back_that_counts_and_persists> == none);

// Optimisers, alike.
template <class Optimiser, class... Args>
constexpr bool steps_by = std::is_same_v<typename compose::composed<Args...>::optimiser, Optimiser>;

static_assert(steps_by<adamw> && steps_by<sgd, sgd> && steps_by<muon, no_teacher, low_rank, muon, watcher>);
static_assert(trains<low_rank, no_teacher, low_rank, muon, watcher> &&
              trains<full, no_teacher, muon, watcher>);
static_assert(std::is_same_v<compose::composed<sgd, watcher>::extensions, std::tuple<watcher>>);

struct steps_by_hand {
  void begin_task(const optimiser_begin&);
  void update_values(at::Tensor&, const at::Tensor&, double);
  void persist(archive&);
};
struct begins_elsewhere : steps_by_hand {
  void begin_task(const sdkt::parameters_begin&);
};
struct without_a_rate : steps_by_hand {
  void update_values(at::Tensor&, const at::Tensor&);
};
struct forgets {
  void begin_task(const optimiser_begin&);
  void update_values(at::Tensor&, const at::Tensor&, double);
};
template <class Optimiser>
constexpr broken_clause broken_optimiser = first_broken<clip::model, dual_teacher, distance_sigmoid,
                                                        feature_distance, std::tuple<>, full, Optimiser>();

static_assert(broken_optimiser<sgd> == none && broken_optimiser<muon> == none);
static_assert(broken_optimiser<steps_by_hand> == none);
static_assert(broken_optimiser<begins_elsewhere> == optimiser_begins);
static_assert(broken_optimiser<without_a_rate> == optimiser_updates);
static_assert(broken_optimiser<forgets> == optimiser_persists);
static_assert(broken_parameters<full, sgd> == extension_place_of_optimiser);
static_assert(broken_parameters<full, watcher, muon> == extension_place_of_optimiser);

// Classifiers, alike.
template <class Scores, class... Args>
constexpr bool scores_by = std::is_same_v<typename compose::composed<Args...>::classifier, Scores>;

static_assert(scores_by<cosine> && scores_by<ridge_head, ridge_head> &&
              scores_by<cosine, no_teacher, watcher>);
static_assert(scores_by<ridge_head, no_teacher, low_rank, sgd, ridge_head, watcher>);
static_assert(scores_by<ridge_head, no_teacher, ridge_head, watcher> &&
              steps_by<adamw, no_teacher, ridge_head, watcher>);
static_assert(std::is_same_v<compose::composed<ridge_head, watcher>::extensions, std::tuple<watcher>>);

struct scores_by_hand {
  at::Tensor class_scores(const classifier_inputs&) const;
};
struct scores_features_alone {
  at::Tensor class_scores(const at::Tensor&) const;
};
struct scores_and_counts {
  at::Tensor class_scores(const classifier_inputs&);
};
struct learns_from_a_list : scores_by_hand {
  void learn_task(const std::tuple<>&);
  void persist(archive&);
};
struct learns_and_forgets : scores_by_hand {
  void learn_task(const classifier_task&);
};
struct learns : learns_and_forgets {
  void persist(archive&);
};
template <class Scores>
constexpr broken_clause broken_classifier =
    first_broken<clip::model, dual_teacher, distance_sigmoid, feature_distance, std::tuple<>, full, adamw,
                 Scores>();

static_assert(broken_classifier<cosine> == none && broken_classifier<ridge_head> == none);
static_assert(broken_classifier<scores_by_hand> == none && broken_classifier<learns> == none);
static_assert(broken_classifier<scores_features_alone> == classifier_scores);
static_assert(broken_classifier<scores_and_counts> == classifier_scores);
static_assert(broken_classifier<learns_from_a_list> == classifier_learns);
static_assert(broken_classifier<learns_and_forgets> == classifier_persists);
static_assert(broken_parameters<full, ridge_head> == extension_place_of_classifier);
static_assert(broken_parameters<full, watcher, cosine> == extension_place_of_classifier);

static_assert(broken_parameters<full, low_rank> == extension_place);
static_assert(broken_parameters<low_rank, watcher, full> == extension_place);

}  // namespace
