// SPDX-License-Identifier: MIT
//
// Facts that hold when this file compiles: which classes satisfy which concept and which do not, and what
// trainer{model, ...} deduces. test_broken_facts.cpp has the clause that each wrong composition breaks first.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/compose/composition.hpp>
#include <sdkt/compose/composition_clauses.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/teacher.hpp>

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
struct weighs_texts : constant_selection {
  at::Tensor column_weights(const teacher_targets<1>&) const { return {}; }
};
static_assert(SelectionPolicy<weighs_texts, 1> &&
              compose::selection_clauses<weighs_texts, 1>::has_column_weights);
static_assert(!SelectionPolicy<weighs_texts, 2>);
struct weighs_nothing : constant_selection {
  void column_weights(const teacher_targets<1>&) const {}
};
static_assert(!SelectionPolicy<weighs_nothing, 1>);
struct weighs_texts_of_any_number : constant_selection {
  template <std::size_t N>
  at::Tensor column_weights(const teacher_targets<N>&) const {
    return {};
  }
};
static_assert(SelectionPolicy<weighs_texts_of_any_number, 1> &&
              SelectionPolicy<weighs_texts_of_any_number, 4>);

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
struct over_columns_only {
  static constexpr text_source texts = text_source::paired_texts;
  at::Tensor operator()(const encoded&, const encoded&, const at::Tensor&, const at::Tensor&) const {
    return {};
  }
};
static_assert(DistillLoss<over_columns_only> &&
              compose::distill_loss_clauses<over_columns_only>::takes_column_weights);
static_assert(!compose::distill_loss_clauses<over_columns_only>::uses_student_texts);
struct columns_left_out {
  static constexpr text_source texts = text_source::paired_texts;
  static constexpr bool uses_student_texts = true;
  at::Tensor operator()(const encoded&, const encoded&, const at::Tensor&, const at::Tensor& = {}) const {
    return {};
  }
};
static_assert(DistillLoss<columns_left_out> &&
              compose::distill_loss_clauses<columns_left_out>::takes_column_weights);
static_assert(compose::distill_loss_clauses<columns_left_out>::uses_student_texts);
template <text_source Texts>
struct any_loss {
  static constexpr text_source texts = Texts;
  static constexpr bool uses_student_texts = true;
  at::Tensor operator()(const encoded&, const encoded&, const at::Tensor&) const { return {}; }
};
static_assert(!compose::distill_loss_clauses<any_loss<text_source::none>>::uses_student_texts,
              "there are no texts");
static_assert(!DistillLoss<any_loss<text_source::random_sentences>>, "it does not say how many");
struct says_how_many : any_loss<text_source::random_sentences> {
  random_sentences sentences = {.count = 10};
};
static_assert(DistillLoss<says_how_many>);
struct says_a_number : any_loss<text_source::random_sentences> {
  std::int64_t sentences = 10;
};
static_assert(!DistillLoss<says_a_number>);
struct says_it_without_need : any_loss<text_source::class_prompts> {
  std::int64_t sentences = 10;
};
static_assert(DistillLoss<says_it_without_need>);

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
struct watches_distillation {
  void on_distillation_end(const distillation_end&) const {}
};
static_assert(Extension<watches_distillation> &&
              !compose::extension_clauses<watches_distillation>::has_state);
struct counts_distillations {
  int count = 0;
  void on_distillation_end(const distillation_end&) { ++count; }
};
static_assert(!Extension<counts_distillations> &&
              compose::extension_clauses<counts_distillations>::has_state);
struct takes_the_moment_before {
  void on_distillation_end(const backward_end&) const {}
};
static_assert(!Extension<takes_the_moment_before>);
struct cannot_be_copied : watcher {
  cannot_be_copied(const cannot_be_copied&) = delete;
  cannot_be_copied& operator=(const cannot_be_copied&) = delete;
};
static_assert(!Extension<cannot_be_copied>);

// TaskStream and ReferenceSource
static_assert(TaskStream<task_list> && TaskStream<std::vector<task>> && TaskStream<const task_list>);
static_assert(!TaskStream<task>);
static_assert(!TaskStream<std::vector<std::string>>);
static_assert(!TaskStream<std::forward_list<task>>);
static_assert(!ReferenceSource<std::string> && !ReferenceSource<std::vector<sample>>);
static_assert(compose::is_absent_reference<no_reference> && !compose::is_absent_reference<reference_set>);
static_assert(compose::is_own_images<own_images> && !compose::is_own_images<reference_set>);
struct images_alone {
  static constexpr bool has_texts = false;
  const std::vector<sample>& samples() const;
};
static_assert(ReferenceSource<images_alone> && !compose::has_paired_texts<images_alone>);
struct promises_texts : images_alone {
  static constexpr bool has_texts = true;
};
static_assert(!ReferenceSource<promises_texts>);
struct keeps_the_promise : promises_texts {
  std::vector<std::string> texts() const;
};
static_assert(ReferenceSource<keeps_the_promise>);
struct texts_it_need_not_say : images_alone {
  int texts() const;
};
static_assert(ReferenceSource<texts_it_need_not_say>);
struct copies_of_images : images_alone {
  std::vector<sample> samples() const;
};
static_assert(!ReferenceSource<copies_of_images>);
struct other_images_in_every_task : images_alone {
  task_reference for_task(const task_begin&) const;
};
static_assert(ReferenceSource<other_images_in_every_task>);
struct forgets_what_it_gave : images_alone {
  task_reference for_task(const task_begin&);
};
static_assert(!ReferenceSource<forgets_what_it_gave>);
struct images_by_number : images_alone {
  task_reference for_task(std::int64_t task) const;
};
static_assert(!ReferenceSource<images_by_number>);
struct pairs_said_to_be_none : images_alone {
  static constexpr bool has_pairs = false;
  static constexpr bool is_own = false;
};
static_assert(!compose::has_paired_texts<pairs_said_to_be_none> &&
              !compose::is_own_images<pairs_said_to_be_none>);

// Backbone
static_assert(!Backbone<int> && !Backbone<task_list>);
static_assert(!compose::makes_random_sentences<int>);
struct random_words {
  at::Tensor random_token_ids(std::int64_t, std::int64_t, random_stream) const;
};
static_assert(compose::makes_random_sentences<random_words>);
struct random_words_of_one_kind {
  at::Tensor random_token_ids(std::int64_t count) const;
};
static_assert(!compose::makes_random_sentences<random_words_of_one_kind>);

// What trainer{model, arguments...} means
template <class Teacher, class Selection, class Loss, class Extensions, class... Args>
constexpr bool means = std::is_same_v<typename compose::composed<Args...>::teacher, Teacher> &&
                       std::is_same_v<typename compose::composed<Args...>::selection, Selection> &&
                       std::is_same_v<typename compose::composed<Args...>::loss, Loss> &&
                       std::is_same_v<typename compose::composed<Args...>::extensions, Extensions>;

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
static_assert(
    means<three_teachers, compose::no_default_selection, feature_distance, nothing_more, three_teachers>);

}  // namespace
