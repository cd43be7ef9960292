// SPDX-License-Identifier: MIT
//
// From the arguments of trainer{model, ...} to the parts of a composition, with defaults for omissions.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <sdkt/classifier/cosine.hpp>
#include <sdkt/compose/composition_clauses.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/parameterisation/full.hpp>
#include <sdkt/selection/constant_selection.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/teacher/dual_teacher.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt::compose {

/// A model and everything that trains it.
template <class Model, class Teacher, class Selection, class Loss, class Extensions,
          class Parameterisation = full, class Optimiser = adamw, class Classifier = cosine>
struct composition {
  Model model;
  Teacher teacher;
  Selection selection;
  Loss loss;
  Extensions extensions;
  Parameterisation parameterisation = {};
  Optimiser optimiser = {};
  Classifier classifier = {};
};

/// The default selection for a teacher policy: constant_selection with weight 1 for at most one teacher,
/// distance_sigmoid for two.
template <class Teacher>
using default_selection = std::conditional_t<
    (teacher_clauses<Teacher>::num_teachers <= 1), constant_selection,
    std::conditional_t<teacher_clauses<Teacher>::num_teachers == 2, distance_sigmoid, no_default_selection>>;

}  // namespace sdkt::compose

namespace sdkt::detail {

/// The number of policies before a parameterisation, an optimiser, a classifier or the first extension, at most 3.
/// Policies come in the order teacher, selection, loss. Trailing ones may be omitted; the first argument that is a
/// parameterisation, an optimiser or a classifier, or has a hook, ends them.
template <class... Args>
constexpr std::size_t count_policies() {
  constexpr std::array<bool, sizeof...(Args) + 1> starts{
      (compose::extension_clauses<Args>::names_a_hook ||
       compose::parameterisation_clauses<Args>::names_a_direction ||
       compose::optimiser_clauses<Args>::named_update_values ||
       compose::classifier_clauses<Args>::named_class_scores)...,
      true};
  std::size_t place = 0;
  while (place < 3 && !starts[place]) ++place;
  return place;
}

/// The entry at a place, false behind the last.
template <std::size_t Place, bool... Entries>
constexpr bool entry_at() {
  constexpr std::array<bool, sizeof...(Entries) + 1> all{Entries..., false};
  return all[Place];
}

template <std::size_t Place, std::size_t Count, class Default, class... Args>
struct policy_or {
  using type = std::tuple_element_t<Place, std::tuple<Args...>>;
};
template <std::size_t Place, std::size_t Count, class Default, class... Args>
  requires(Place >= Count)
struct policy_or<Place, Count, Default, Args...> {
  using type = Default;
};

template <std::size_t Place, std::size_t Count, class Policy, class... Args>
Policy take_policy(std::tuple<Args...>& arguments) {
  if constexpr (Place < Count) {
    return std::move(std::get<Place>(arguments));
  } else {
    return Policy{};
  }
}

template <std::size_t First, class... Args, std::size_t... Places>
auto take_extensions(std::tuple<Args...>& arguments, std::index_sequence<Places...>) {
  return std::tuple<std::tuple_element_t<First + Places, std::tuple<Args...>>...>{
      std::move(std::get<First + Places>(arguments))...};
}

}  // namespace sdkt::detail

namespace sdkt::compose {

/// The types of the parts of trainer{model, arguments...}.
template <class... Args>
struct composed {
  static constexpr std::size_t num_policies = detail::count_policies<Args...>();
  using teacher = typename detail::policy_or<0, num_policies, dual_teacher, Args...>::type;
  using selection = typename detail::policy_or<1, num_policies, default_selection<teacher>, Args...>::type;
  using loss = typename detail::policy_or<2, num_policies, feature_distance, Args...>::type;
  /// 1 if a parameterisation is written after the policies, else 0.
  static constexpr std::size_t num_parameterisations =
      detail::entry_at<num_policies, parameterisation_clauses<Args>::names_a_direction...>();
  static constexpr std::size_t place_of_optimiser = num_policies + num_parameterisations;
  using parameterisation = typename detail::policy_or<num_policies, place_of_optimiser, full, Args...>::type;
  /// The same for an optimiser behind it.
  static constexpr std::size_t num_optimisers =
      detail::entry_at<place_of_optimiser, optimiser_clauses<Args>::named_update_values...>();
  static constexpr std::size_t place_of_classifier = place_of_optimiser + num_optimisers;
  using optimiser = typename detail::policy_or<place_of_optimiser, place_of_classifier, adamw, Args...>::type;
  /// The same for a classifier behind both.
  static constexpr std::size_t num_classifiers =
      detail::entry_at<place_of_classifier, classifier_clauses<Args>::named_class_scores...>();
  static constexpr std::size_t first_extension = place_of_classifier + num_classifiers;
  using classifier = typename detail::policy_or<place_of_classifier, first_extension, cosine, Args...>::type;
  using extension_places = std::make_index_sequence<sizeof...(Args) - first_extension>;
  using extensions = decltype(detail::take_extensions<first_extension>(std::declval<std::tuple<Args...>&>(),
                                                                       extension_places{}));

  template <class Model>
  static composition<Model, teacher, selection, loss, extensions, parameterisation, optimiser, classifier>
  make(Model model, Args... args) {
    std::tuple<Args...> arguments{std::move(args)...};
    return {std::move(model),
            detail::take_policy<0, num_policies, teacher>(arguments),
            detail::take_policy<1, num_policies, selection>(arguments),
            detail::take_policy<2, num_policies, loss>(arguments),
            detail::take_extensions<first_extension>(arguments, extension_places{}),
            detail::take_policy<num_policies, place_of_optimiser, parameterisation>(arguments),
            detail::take_policy<place_of_optimiser, place_of_classifier, optimiser>(arguments),
            detail::take_policy<place_of_classifier, first_extension, classifier>(arguments)};
  }
};

/// Throws if a setting of a policy is out of range.
///
/// Errors: setting_error of the first policy with such a setting.
template <class Composition>
void check_composition(const Composition& parts) {
  detail::check_policy(parts.teacher);
  detail::check_policy(parts.selection);
  detail::check_policy(parts.loss);
  detail::check_policy(parts.parameterisation);
  detail::check_policy(parts.optimiser);
  detail::check_policy(parts.classifier);
  std::apply([](const auto&... each) { (detail::check_policy(each), ...); }, parts.extensions);
}

/// Whether an optimiser is AdamW with its default constants, which runs do not name.
template <class Optimiser>
bool is_default(const Optimiser& optimiser) {
  if constexpr (std::is_same_v<Optimiser, adamw>) {
    return optimiser == adamw{};
  } else {
    return false;
  }
}

/// How many numbers a composition trains and keeps.
template <class Composition>
trained_numbers numbers_of(const Composition& parts, const trained_slices& trained) {
  const auto& parameters = parts.parameterisation;
  using parameters_type = decltype(Composition::parameterisation);
  trained_numbers numbers{.num_weights = trained.num_weights(),
                          .num_values = parameters.num_weights(parts.model.layout(), trained),
                          .shares_moments = std::is_same_v<parameters_type, full> &&
                                            std::is_same_v<decltype(Composition::optimiser), adamw>};
  if constexpr (parameterisation_clauses<parameters_type>::named_num_kept)
    numbers.num_kept = parameters.num_kept(parts.model.layout(), trained);
  return numbers;
}

/// The names of a policy's teachers: its teacher_names, else teacher_0, teacher_1, ...
template <class Teacher>
std::vector<std::string> names_of_teachers() {
  std::vector<std::string> names;
  for (std::size_t n = 0; n < Teacher::num_teachers; ++n) {
    if constexpr (requires { std::string_view{Teacher::teacher_names[0]}; }) {
      names.emplace_back(Teacher::teacher_names[n]);
    } else {
      names.push_back("teacher_" + std::to_string(n));
    }
  }
  return names;
}

/// The factors of the distillation terms: the selection's strengths(), else 1 each.
template <std::size_t N, class Selection>
std::array<double, N> strengths_of(const Selection& selection) {
  if constexpr (requires { selection.strengths(); }) {
    return selection.strengths();
  } else {
    std::array<double, N> ones{};
    ones.fill(1.0);
    return ones;
  }
}

}  // namespace sdkt::compose
