// SPDX-License-Identifier: MIT
//
// Facts that hold when this file compiles: which classes satisfy which concept and which do not, what
// trainer{model, ...} deduces, and which clause a composition breaks first.

#include <array>
#include <concepts>
#include <cstddef>
#include <forward_list>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/composition.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/stream/reference.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/teacher.hpp>
#include <sdkt/train/composition.hpp>

namespace {

using namespace sdkt;

// TeacherPolicy
static_assert(!TeacherPolicy<int>);
static_assert(!TeacherPolicy<std::string>);
static_assert(!TeacherPolicy<distance_sigmoid>);
static_assert(!TeacherPolicy<feature_distance>);
struct runtime_number {
  std::size_t num_teachers = 2;
  std::array<at::Tensor, 2> begin_task(const task_begin&) const { return {}; }
};
static_assert(!TeacherPolicy<runtime_number>);
struct variable_number {
  static inline std::size_t num_teachers = 2;
  std::array<at::Tensor, 2> begin_task(const task_begin&) const { return {}; }
};
static_assert(!TeacherPolicy<variable_number>);
struct one_named_two {
  static constexpr std::size_t num_teachers = 2;
  std::array<at::Tensor, 1> begin_task(const task_begin&) const { return {}; }
};
static_assert(!TeacherPolicy<one_named_two>);
struct needs_to_change {
  static constexpr std::size_t num_teachers = 1;
  std::array<at::Tensor, 1> begin_task(const task_begin&) { return {}; }
};
static_assert(!TeacherPolicy<needs_to_change>);
struct three_teachers {
  static constexpr std::size_t num_teachers = 3;
  std::array<at::Tensor, 3> begin_task(const task_begin&) const { return {}; }
};
static_assert(TeacherPolicy<three_teachers>);

// SelectionPolicy: what fits depends on the number of teachers
static_assert(SelectionPolicy<distance_sigmoid, 2>);
static_assert(!SelectionPolicy<distance_sigmoid, 0>);
static_assert(!SelectionPolicy<distance_sigmoid, 1>);
static_assert(!SelectionPolicy<distance_sigmoid, 3>);
static_assert(SelectionPolicy<constant_selection, 0>);
static_assert(SelectionPolicy<constant_selection, 3>);
static_assert(SelectionPolicy<batch_mean<distance_sigmoid>, 2>);
static_assert(!SelectionPolicy<batch_mean<distance_sigmoid>, 1>);
static_assert(SelectionPolicy<batch_mean<constant_selection>, 1>);
static_assert(SelectionPolicy<batch_mean<batch_mean<distance_sigmoid>>, 2>);
static_assert(!SelectionPolicy<dual_teacher, 2>);
static_assert(!SelectionPolicy<double, 1>);
struct loose_strengths {
  at::Tensor weights(const teacher_targets<2>&) const { return {}; }
  double strengths() const { return 1; }
};
static_assert(!SelectionPolicy<loose_strengths, 2>);
struct returns_a_list {
  std::vector<double> weights(const teacher_targets<1>&) const { return {}; }
};
static_assert(!SelectionPolicy<returns_a_list, 1>);

// DistillLoss
static_assert(DistillLoss<feature_distance> && DistillLoss<logit_divergence>);
static_assert(!DistillLoss<distance_sigmoid>);
static_assert(!DistillLoss<int>);
struct runtime_texts {
  text_source texts = text_source::none;
  at::Tensor operator()(const encoded&, const encoded&, const at::Tensor&) const { return {}; }
};
static_assert(!DistillLoss<runtime_texts>);
struct changes_itself {
  static constexpr text_source texts = text_source::none;
  at::Tensor operator()(const encoded&, const encoded&, const at::Tensor&) { return {}; }
};
static_assert(!DistillLoss<changes_itself>);

// Extension: a policy is none, and a state that nobody stores is refused
static_assert(!Extension<dual_teacher> && !Extension<ema_teacher> && !Extension<distance_sigmoid>);
static_assert(!Extension<int>);
struct counter {
  int steps = 0;
  void on_step_end(const step_end&) { ++steps; }
};
static_assert(!Extension<counter>);
struct stored_counter : counter {
  void persist(archive&) {}
};
static_assert(Extension<stored_counter>);
struct watcher {
  void on_step_end(const step_end&) const {}
};
static_assert(Extension<watcher>);
struct generic_watcher {
  void on_step_end(const auto&) const {}
};
static_assert(Extension<generic_watcher>);
struct penalty_of_one {
  at::Tensor penalty(const at::Tensor& theta) const { return theta; }
};
static_assert(Extension<penalty_of_one>);
struct private_hook {
 private:
  void on_step_end(const step_end&) const {}
};
static_assert(!Extension<private_hook>);

// TaskStream and ReferenceSource
static_assert(TaskStream<task_list> && TaskStream<std::vector<task>> && TaskStream<const task_list>);
static_assert(!TaskStream<task>);
static_assert(!TaskStream<std::vector<std::string>>);
static_assert(!TaskStream<std::forward_list<task>>);
static_assert(!ReferenceSource<std::string> && !ReferenceSource<std::vector<sample>>);
static_assert(is_absent_reference<no_reference> && !is_absent_reference<reference_set>);
static_assert(is_own_images<own_images> && !is_own_images<reference_set>);

// Backbone
static_assert(!Backbone<int> && !Backbone<task_list>);

// What trainer{model, arguments...} means
template <class Teacher, class Selection, class Loss, class Extensions, class... Args>
constexpr bool means = std::is_same_v<typename composed<Args...>::teacher, Teacher>&&
    std::is_same_v<typename composed<Args...>::selection, Selection>&&
        std::is_same_v<typename composed<Args...>::loss, Loss>&&
            std::is_same_v<typename composed<Args...>::extensions, Extensions>;

using nothing_more = std::tuple<>;
static_assert(means<dual_teacher, distance_sigmoid, feature_distance, nothing_more>);
static_assert(means<no_teacher, constant_selection, feature_distance, nothing_more, no_teacher>);
static_assert(means<ema_teacher, constant_selection, feature_distance, nothing_more, ema_teacher>);
static_assert(means<dual_teacher, constant_selection, feature_distance, nothing_more, dual_teacher,
                    constant_selection>);
static_assert(means<previous_teacher, constant_selection, logit_divergence, nothing_more, previous_teacher,
                    constant_selection, logit_divergence>);
static_assert(means<dual_teacher, distance_sigmoid, feature_distance, std::tuple<watcher>, watcher>);
static_assert(means<no_teacher, constant_selection, feature_distance, std::tuple<watcher, stored_counter>,
                    no_teacher, watcher, stored_counter>);
static_assert(means<dual_teacher, distance_sigmoid, logit_divergence, std::tuple<watcher>, dual_teacher,
                    distance_sigmoid, logit_divergence, watcher>);
static_assert(means<three_teachers, no_default_selection, feature_distance, nothing_more, three_teachers>);

// Which clause a composition breaks first
template <class Teacher, class Selection, class Loss, class... Extensions>
constexpr broken_clause broken_of_policies = [] {
  struct any_model {
    const weight_layout& layout() const;
    tower_ranges towers() const;
    at::Tensor weights() const;
    any_model with_weights(const at::Tensor&) const;
    std::int64_t image_size() const;
    at::Tensor encode_image(const weight_views&, const at::Tensor&) const;
    at::Tensor tokenize(const std::vector<std::string>&) const;
    at::Tensor encode_text(const weight_views&, const at::Tensor&) const;
    at::Tensor logit_scale(const weight_views&) const;
  };
  return first_broken<any_model, Teacher, Selection, Loss, std::tuple<Extensions...>>();
}();

using enum broken_clause;
static_assert(broken_of_policies<dual_teacher, distance_sigmoid, feature_distance> == none);
static_assert(broken_of_policies<int, int, int> == teacher_count);
static_assert(broken_of_policies<runtime_number, int, int> == teacher_count);
static_assert(broken_of_policies<one_named_two, int, int> == teacher_begin);
static_assert(broken_of_policies<dual_teacher, distance_sigmoid, runtime_texts> == loss_texts);
static_assert(broken_of_policies<dual_teacher, int, int> == selection_weights);
static_assert(broken_of_policies<dual_teacher, loose_strengths, int> == selection_strengths);
static_assert(broken_of_policies<previous_teacher, distance_sigmoid, feature_distance> == selection_weights);
static_assert(broken_of_policies<three_teachers, no_default_selection, int> == selection_default);
static_assert(broken_of_policies<dual_teacher, distance_sigmoid, int> == loss_texts);
static_assert(broken_of_policies<dual_teacher, distance_sigmoid, changes_itself> == loss_call);
static_assert(broken_of_policies<dual_teacher, distance_sigmoid, feature_distance, watcher, counter, int> ==
              extension_persist);
static_assert(broken_of_policies<dual_teacher, distance_sigmoid, feature_distance, watcher, int> ==
              extension_none);
static_assert(broken_of_policies<int, int, int> != none);

// What the data can break
static_assert(first_broken_data<dual_teacher, feature_distance, task_list, reference_set>() ==
              broken_data::none);
static_assert(first_broken_data<no_teacher, feature_distance, task_list, no_reference>() ==
              broken_data::none);
static_assert(first_broken_data<dual_teacher, feature_distance, task_list, no_reference>() ==
              broken_data::needs_reference);
static_assert(first_broken_data<previous_teacher, logit_divergence, task_list, own_images>() ==
              broken_data::none);
static_assert(first_broken_data<dual_teacher, feature_distance, int, int>() == broken_data::not_range);

}  // namespace
