// SPDX-License-Identifier: MIT
//
// Facts that hold when this file compiles: which clause each wrong composition breaks first, and what is
// wrong with the data of a run. Every clause is named in broken_clause.hpp; tests/compile_fail has the
// sentences.

#include <array>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <tuple>
#include <vector>

#include <ATen/core/Tensor.h>
#include <range/v3/view/facade.hpp>

#include "broken_clause.hpp"
#include <sdkt/extension/exemplar_memory.hpp>
#include <sdkt/extension/instant_fisher.hpp>
#include <sdkt/extension/interpolate.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/reference/reference_pairs.hpp>
#include <sdkt/reference/reference_texts.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/teacher.hpp>

namespace {

using namespace sdkt;
using namespace clause_names;

// Models: each part adds what the one before it lacks
struct with_layout {
  const weight_layout& layout() const;
  tower_ranges towers() const;
};
struct without_with_weights : with_layout {
  at::Tensor weights() const;
};
template <class Self>
struct with_values : with_layout {
  at::Tensor weights() const;
  Self with_weights(const at::Tensor&) const;
};
struct without_images : with_values<without_images> {};
template <class Self>
struct with_images : with_values<Self> {
  std::int64_t image_size() const;
  at::Tensor encode_image(const weight_views&, const at::Tensor&) const;
};
struct without_texts : with_images<without_texts> {};
template <class Self>
struct with_texts_too : with_images<Self> {
  at::Tensor tokenize(const std::vector<std::string>&) const;
  at::Tensor encode_text(const weight_views&, const at::Tensor&) const;
  at::Tensor logit_scale(const weight_views&) const;
};
struct whole_model : with_texts_too<whole_model> {};
struct talking_model : with_texts_too<talking_model> {
  at::Tensor random_token_ids(std::int64_t, std::int64_t, random_stream) const;
};

// Teachers
struct runtime_number {
  std::size_t num_teachers = 2;
  std::array<at::Tensor, 2> begin_task(const task_begin&) const;
};
struct one_named_two {
  static constexpr std::size_t num_teachers = 2;
  std::array<at::Tensor, 1> begin_task(const task_begin&) const;
};
struct three_teachers {
  static constexpr std::size_t num_teachers = 3;
  std::array<at::Tensor, 3> begin_task(const task_begin&) const;
};
struct follows_nobody : ema_teacher {
  void after_step(const step_end&) const;
};

// Selections and losses
struct loose_strengths {
  at::Tensor weights(const teacher_targets<2>&) const;
  double strengths() const;
};
struct loose_columns : constant_selection {
  at::Tensor column_weights(double) const;
};
struct changes_itself {
  static constexpr text_source texts = text_source::none;
  at::Tensor operator()(const encoded&, const encoded&, const at::Tensor&);
};
struct of_unsaid_sentences {
  static constexpr text_source texts = text_source::random_sentences;
  at::Tensor operator()(const encoded&, const encoded&, const at::Tensor&) const;
};
using over_sentences = logit_divergence_over<text_source::random_sentences>;

// Extensions
struct watcher {
  void on_step_end(const step_end&) const;
};
struct counter {
  void on_step_end(const step_end&);
};
struct final_watcher final {
  void on_step_end(const step_end&) const;
};
struct bad_task_begin {
  void on_task_begin(task_begin&) const;
};
struct bad_penalty {
  double penalty(const at::Tensor&) const;
};
struct bad_distillation_end {
  void on_distillation_end(at::Tensor) const;
};
struct bad_backward_end {
  void on_backward_end() const;
};
struct bad_step_end {
  void on_step_end(at::Tensor) const;
};
struct bad_task_end {
  void on_task_end(const step_end&) const;
};
struct bad_twice : bad_backward_end, bad_task_begin {};

template <class Model, class Teacher, class Selection, class Loss, class... Extensions>
constexpr broken_clause broken = first_broken<Model, Teacher, Selection, Loss, std::tuple<Extensions...>>();

/// Select and Distill with extensions.
template <class... Extensions>
constexpr broken_clause broken_extended =
    broken<whole_model, dual_teacher, distance_sigmoid, feature_distance, Extensions...>;

namespace compositions {
using enum broken_clause;

static_assert(broken<whole_model, dual_teacher, distance_sigmoid, feature_distance> == none);
static_assert(broken<whole_model, no_teacher, constant_selection, feature_distance, watcher> == none);
static_assert(broken<whole_model, previous_teacher, rectified, relation_divergence> == none);
static_assert(broken<talking_model, previous_teacher, constant_selection, over_sentences> == none);

static_assert(broken<int, int, int, int, int> == model_layout);
static_assert(broken<with_layout, int, int, int> == model_weights);
static_assert(broken<without_with_weights, int, int, int> == model_weights);
static_assert(broken<without_images, int, int, int> == model_images);
static_assert(broken<without_texts, int, int, int> == model_texts);

static_assert(broken<whole_model, int, int, int> == teacher_count);
static_assert(broken<whole_model, runtime_number, int, int> == teacher_count);
static_assert(broken<whole_model, distance_sigmoid, dual_teacher, feature_distance> == teacher_count);
static_assert(broken<whole_model, one_named_two, int, int> == teacher_begin);
static_assert(broken<whole_model, follows_nobody, int, int> == teacher_after_step);

static_assert(broken<whole_model, three_teachers, compose::no_default_selection, int> == selection_default);
static_assert(broken<whole_model, dual_teacher, int, int> == selection_weights);
static_assert(broken<whole_model, previous_teacher, distance_sigmoid, int> == selection_weights);
static_assert(broken<whole_model, dual_teacher, rectified, relation_divergence> == selection_weights);
static_assert(broken<whole_model, dual_teacher, loose_strengths, int> == selection_strengths);
static_assert(broken<whole_model, previous_teacher, loose_columns, int> == selection_columns);

static_assert(broken<whole_model, dual_teacher, distance_sigmoid, int> == loss_texts);
static_assert(broken<whole_model, dual_teacher, distance_sigmoid, dual_teacher> == loss_texts);
static_assert(broken<whole_model, dual_teacher, distance_sigmoid, changes_itself> == loss_call);
static_assert(broken<talking_model, dual_teacher, distance_sigmoid, of_unsaid_sentences> == loss_sentences);
static_assert(broken<whole_model, previous_teacher, rectified, feature_distance> == loss_columns);
static_assert(broken<whole_model, previous_teacher, batch_mean<rectified>, pair_divergence> == loss_columns);
static_assert(broken<whole_model, previous_teacher, constant_selection, relation_divergence> == none);
static_assert(broken<whole_model, previous_teacher, constant_selection, over_sentences> == model_sentences);

static_assert(broken_extended<watcher, interpolate, exemplar_memory, instant_fisher> == none);
static_assert(broken_extended<final_watcher> == extension_final);
static_assert(broken_extended<int> == extension_none);
static_assert(broken_extended<watcher, previous_teacher> == extension_none);
static_assert(broken_extended<bad_task_begin> == extension_task_begin);
static_assert(broken_extended<bad_penalty> == extension_penalty);
static_assert(broken_extended<bad_distillation_end> == extension_distillation_end);
static_assert(broken_extended<bad_backward_end> == extension_backward_end);
static_assert(broken_extended<bad_step_end> == extension_step_end);
static_assert(broken_extended<bad_task_end> == extension_task_end);
static_assert(broken_extended<counter> == extension_persist);
static_assert(broken<whole_model, no_teacher, constant_selection, feature_distance, instant_fisher> ==
              extension_without_distillation);

// The first of several is said: of one extension its first hook, of several the first that is wrong.
static_assert(broken_extended<bad_twice> == extension_task_begin);
static_assert(broken_extended<watcher, counter, int> == extension_persist);
static_assert(broken_extended<watcher, int, counter> == extension_none);
static_assert(broken<int, dual_teacher, distance_sigmoid, feature_distance, counter> == model_layout);
}  // namespace compositions

// Data
struct untold_tasks : ranges::view_facade<untold_tasks> {
  task read() const { return task{task_contents{}}; }
  bool equal(ranges::default_sentinel_t) const { return true; }
  void next() {}
};
struct without_prompts {
  std::string name() const;
  std::vector<std::string> class_names() const;
  const std::vector<sample>& train() const;
  const std::vector<sample>& test() const;
};
struct promises_texts {
  static constexpr bool has_texts = true;
  const std::vector<sample>& samples() const;
};

template <class Tasks, class Reference, class Teacher = dual_teacher, class Loss = feature_distance,
          class... Extensions>
constexpr broken_data says = first_broken_data<Teacher, Loss, std::tuple<Extensions...>, Tasks, Reference>();

namespace data {
using enum broken_data;

static_assert(says<task_list, reference_set> == none && says<std::vector<task>, own_images> == none);
static_assert(says<task_list, no_reference, no_teacher> == none);
static_assert(says<task_list, from_extension, no_teacher> == none);
static_assert(says<task_list, from_extension, dual_teacher, feature_distance, exemplar_memory> == none);
static_assert(says<task_list, reference_with_texts, pretrained_teacher, contrastive_divergence> == none);
static_assert(says<task_list, reference_pairs, previous_teacher, pair_divergence> == none);
static_assert(says<task_list, own_stream, previous_teacher, relation_divergence> == none);

static_assert(says<int, int> == not_range && says<task, reference_set> == not_range);
static_assert(says<reference_set, task_list> == not_range);
static_assert(says<untold_tasks, reference_set> == not_forward);
static_assert(says<std::forward_list<task>, reference_set> == not_sized);
static_assert(says<std::vector<std::string>, reference_set> == no_tasks);
static_assert(says<std::vector<without_prompts>, reference_set> == no_tasks);
static_assert(says<task_list, int> == no_reference_source);
static_assert(says<task_list, std::vector<std::string>> == no_reference_source);
static_assert(says<task_list, promises_texts> == no_reference_source);
static_assert(says<task_list, no_reference> == needs_reference);
static_assert(says<task_list, reference_set, pretrained_teacher, contrastive_divergence> == needs_texts);
static_assert(says<task_list, own_images, pretrained_teacher, contrastive_divergence> == needs_texts);
static_assert(says<task_list, reference_with_texts, previous_teacher, pair_divergence> == needs_pairs);
static_assert(says<task_list, from_extension> == needs_extension);
static_assert(says<task_list, from_extension, dual_teacher, feature_distance, watcher> == needs_extension);
}  // namespace data

}  // namespace
