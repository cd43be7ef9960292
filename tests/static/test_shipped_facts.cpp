// SPDX-License-Identifier: MIT
//
// Facts about everything that ships, which hold when this file compiles: each policy satisfies its concept
// and no other, each preset is sound, and each runs over the references that its comment names.

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "broken_clause.hpp"
#include <sdkt/clip/model.hpp>
#include <sdkt/extension.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/optimiser.hpp>
#include <sdkt/parameterisation.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/reference/reference_pairs.hpp>
#include <sdkt/reference/reference_texts.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/reference/task_pairs.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/teacher.hpp>
#include <sdkt/trainer.hpp>
#include <sdkt/views.hpp>

namespace {

using namespace sdkt;
using namespace clause_names;

template <class P, std::size_t N = 1>
constexpr int num_concepts =
    TeacherPolicy<P> + SelectionPolicy<P, N> + DistillLoss<P> + Extension<P> + Backbone<P> + TaskStream<P> +
    Parameterisation<P> + OptimiserPolicy<P> + Classifier<P>;

// Teachers
template <class T, std::size_t N, bool IsLive = false>
constexpr bool is_teacher =
    TeacherPolicy<T> && num_concepts<T, N> == 1 && compose::teacher_clauses<T>::num_teachers == N &&
    compose::teacher_clauses<T>::is_live == IsLive;

static_assert(is_teacher<no_teacher, 0> && is_teacher<pretrained_teacher, 1>);
static_assert(is_teacher<previous_teacher, 1> && is_teacher<dual_teacher, 2>);
static_assert(is_teacher<snapshot_teachers<1>, 1> && is_teacher<snapshot_teachers<5>, 5>);
static_assert(is_teacher<ema_teacher, 1, true> && is_teacher<running_average_teacher, 1, true>);
static_assert(std::is_same_v<decltype(snapshot_teachers{at::Tensor{}, at::Tensor{}}), snapshot_teachers<2>>);

// Selections
template <class S, std::size_t N>
constexpr bool is_selection = SelectionPolicy<S, N> && num_concepts<S, N> == 1;

/// Between two teachers and no other number of them.
template <class S>
constexpr bool selects_between_two =
    is_selection<S, 2> && !SelectionPolicy<S, 0> && !SelectionPolicy<S, 1> && !SelectionPolicy<S, 3>;

static_assert(is_selection<constant_selection, 0> && is_selection<constant_selection, 7>);
static_assert(selects_between_two<distance_sigmoid> && selects_between_two<distance_threshold>);
static_assert(selects_between_two<distance_rank>);
static_assert(is_selection<rectified, 1> && !SelectionPolicy<rectified, 2>);
static_assert(selects_between_two<batch_mean<distance_rank>> && is_selection<batch_mean<rectified>, 1>);
static_assert(compose::selection_clauses<distance_sigmoid, 2>::has_strengths);
static_assert(compose::selection_clauses<batch_mean<distance_sigmoid>, 2>::has_strengths);
static_assert(compose::selection_clauses<rectified, 1>::has_column_weights);
static_assert(compose::selection_clauses<batch_mean<rectified>, 1>::has_column_weights);
static_assert(!compose::selection_clauses<constant_selection, 1>::has_column_weights);
static_assert(!compose::selection_clauses<batch_mean<distance_sigmoid>, 2>::has_column_weights);

// Losses
template <class L, text_source Texts, bool UsesStudentTexts = false, bool TakesColumns = false>
constexpr bool is_loss =
    DistillLoss<L> && num_concepts<L> == 1 && compose::distill_loss_clauses<L>::texts == Texts &&
    compose::distill_loss_clauses<L>::uses_student_texts == UsesStudentTexts &&
    compose::distill_loss_clauses<L>::takes_column_weights == TakesColumns;

/// One template, a loss for every source of texts.
template <template <text_source> class L>
constexpr bool is_loss_over_any_texts =
    is_loss<L<text_source::class_prompts>, text_source::class_prompts> &&
    is_loss<L<text_source::reference_texts>, text_source::reference_texts> &&
    is_loss<L<text_source::random_sentences>, text_source::random_sentences> &&
    is_loss<L<text_source::paired_texts>, text_source::paired_texts>;

static_assert(is_loss<feature_distance, text_source::none>);
static_assert(is_loss<relation_distance, text_source::none>);
static_assert(is_loss<feature_contrast, text_source::paired_texts, true>);
static_assert(is_loss_over_any_texts<logit_divergence_over>);
static_assert(is_loss_over_any_texts<contrastive_divergence_over>);
static_assert(is_loss_over_any_texts<probability_distance_over>);
static_assert(is_loss<logit_divergence, text_source::class_prompts>);
static_assert(is_loss<contrastive_divergence, text_source::reference_texts>);
static_assert(is_loss<pair_divergence, text_source::paired_texts, true>);
static_assert(is_loss<relation_divergence, text_source::paired_texts, true, true>);

// Extensions: each names the hooks that it is known by and no other
enum hook : unsigned {
  task_begins = 1,
  penalises = 2,
  distils = 4,
  differentiates = 8,
  steps = 16,
  task_ends = 32
};

template <class E>
constexpr unsigned hooks_of = [] {
  using clauses = compose::extension_clauses<E>;
  return (clauses::named_task_begin ? task_begins : 0U) | (clauses::named_penalty ? penalises : 0U) |
         (clauses::named_distillation_end ? distils : 0U) |
         (clauses::named_backward_end ? differentiates : 0U) | (clauses::named_step_end ? steps : 0U) |
         (clauses::named_task_end ? task_ends : 0U);
}();

template <class E, unsigned Hooks, bool HasState = true>
constexpr bool is_extension = Extension<E> && num_concepts<E> == 1 && hooks_of<E> == Hooks &&
                              compose::extension_clauses<E>::has_state == HasState;

static_assert(is_extension<l2_to_start, task_begins | differentiates>);
static_assert(is_extension<ewc, differentiates | task_ends>);
static_assert(is_extension<online_ewc, differentiates | task_ends>);
static_assert(is_extension<instant_fisher, task_begins | distils | differentiates>);
static_assert(is_extension<running_mean, task_begins | steps | task_ends>);
static_assert(is_extension<moving_average, task_begins | steps | task_ends>);
static_assert(is_extension<interpolate, task_ends, false>);
static_assert(is_extension<merge_task_vectors<task_arithmetic>, task_begins | task_ends>);
static_assert(is_extension<merge_task_vectors<ties>, task_begins | task_ends>);
static_assert(is_extension<merge_task_vectors<magmax>, task_begins | task_ends>);
static_assert(is_extension<exemplar_memory, task_begins | task_ends>);
static_assert(is_extension<exemplar_replay, task_begins | task_ends>);
static_assert(is_extension<unguided_tasks, task_begins, false>);
static_assert(is_extension<merge_task_vectors<opcm>, task_begins | task_ends>);
static_assert(!Extension<opcm> && !Extension<task_arithmetic> && !Extension<ties> && !Extension<magmax>,
              "rules, not extensions");

// References
template <class R, bool HasTexts, bool HasPairs>
constexpr bool is_reference = ReferenceSource<R> && !TaskStream<R> && R::has_texts == HasTexts &&
                              compose::has_paired_texts<R> == HasPairs;

static_assert(is_reference<reference_set, false, false> && is_reference<no_reference, false, false>);
static_assert(is_reference<reference_with_texts, true, false>);
static_assert(is_reference<reference_pairs, true, true> && is_reference<task_pairs, true, true>);
static_assert(is_reference<own_images, false, true> && is_reference<own_stream, false, true>);
static_assert(is_reference<from_extension, false, true>);
static_assert(compose::is_absent_reference<no_reference> && !compose::is_absent_reference<own_images>);
static_assert(compose::is_own_images<own_images> && !compose::is_own_images<own_stream>);
static_assert(compose::is_left_to_extensions<from_extension> && !compose::is_left_to_extensions<own_stream>);

// Streams: every view over tasks is a stream again
template <class View>
constexpr bool gives_stream = TaskStream<decltype(std::declval<task_list>() | std::declval<View>())>;

static_assert(gives_stream<decltype(views::rotate(1))> && gives_stream<decltype(views::take(2))>);
static_assert(gives_stream<decltype(views::order({}))> && gives_stream<decltype(views::filter({}))>);
static_assert(gives_stream<decltype(views::shuffle(1))> && gives_stream<decltype(views::limit(16, 1))>);
static_assert(gives_stream<decltype(views::split(2))> && gives_stream<decltype(views::merge("all"))>);
static_assert(gives_stream<decltype(views::on_validation())> &&
              gives_stream<decltype(views::on_validation(0.2))>);
static_assert(TaskStream<decltype(std::declval<task_list>() | views::rotate(3) | views::take(4))>);

// Parameterisations
template <class P>
constexpr bool is_parameterisation = Parameterisation<P> && num_concepts<P> == 1;

static_assert(is_parameterisation<full> && is_parameterisation<low_rank> && is_parameterisation<projected>);
static_assert(is_parameterisation<gated_low_rank> && is_parameterisation<null_space>);

// Optimisers
template <class O>
constexpr bool is_optimiser = OptimiserPolicy<O> && num_concepts<O> == 1;

static_assert(is_optimiser<adamw> && is_optimiser<sgd> && is_optimiser<muon>);

// Classifiers
template <class C, bool Learns>
constexpr bool is_classifier =
    Classifier<C> && num_concepts<C> == 1 && compose::classifier_clauses<C>::named_learn_task == Learns;

static_assert(is_classifier<cosine, false> && is_classifier<ridge_head, true>);

// The model
static_assert(Backbone<clip::model> && compose::makes_random_sentences<clip::model> &&
              num_concepts<clip::model> == 1);

// Presets: sound over CLIP, and which references they can run with
template <class Trainer>
struct facts;
template <class Model, class Teacher, class Selection, class Loss, class Extensions, class Parameters,
          class Optimiser, class Scores>
struct facts<trainer<Model, Teacher, Selection, Loss, Extensions, Parameters, Optimiser, Scores>> {
  static constexpr bool is_sound =
      first_broken<Model, Teacher, Selection, Loss, Extensions, Parameters, Optimiser, Scores>() ==
      broken_clause::none;
  template <class Reference>
  static constexpr broken_data broken = first_broken_data<Teacher, Loss, Extensions, task_list, Reference>();
};

template <class Trainer, class... References>
constexpr bool runs_with =
    facts<Trainer>::is_sound && ((facts<Trainer>::template broken<References> == broken_data::none) && ...);

template <class Trainer, broken_data Says, class... References>
constexpr bool refuses = ((facts<Trainer>::template broken<References> == Says) && ...);

using enum broken_data;

#define PRESET(name) decltype(presets::name(std::declval<clip::model>()))

// Tasks alone do; a reference is no mistake either.
static_assert(runs_with<PRESET(finetune), no_reference, reference_set>);
static_assert(runs_with<PRESET(wise_ft), no_reference> && runs_with<PRESET(ewc), no_reference>);
static_assert(runs_with<PRESET(online_ewc), no_reference> && runs_with<PRESET(magmax), no_reference>);
static_assert(runs_with<PRESET(opcm), no_reference>);
static_assert(runs_with<PRESET(ties), no_reference> && runs_with<PRESET(task_arithmetic), no_reference>);

static_assert(runs_with<PRESET(lora), no_reference> && runs_with<PRESET(nusa_cl), no_reference>);
static_assert(runs_with<PRESET(codyra), no_reference, reference_set>);
static_assert(runs_with<PRESET(c_clip), own_images>);
static_assert(refuses<PRESET(c_clip), needs_reference, no_reference>);
static_assert(runs_with<PRESET(rail_dual), no_reference, reference_set>);
static_assert(runs_with<PRESET(rail_primal), no_reference>);

// Images of any kind.
static_assert(runs_with<PRESET(snd_lora), reference_set> && runs_with<PRESET(projected), reference_set>);
static_assert(runs_with<PRESET(snd), reference_set, own_images, reference_with_texts, reference_pairs>);
static_assert(runs_with<PRESET(snd_released), reference_set> && runs_with<PRESET(g0_only), reference_set>);
static_assert(runs_with<PRESET(gp_only), reference_set> && runs_with<PRESET(gp_strong), reference_set>);
static_assert(runs_with<PRESET(gp_20), reference_set> &&
              runs_with<PRESET(relation), reference_set, own_images>);
static_assert(runs_with<PRESET(relation), reference_pairs, task_pairs>);
static_assert(refuses<PRESET(relation), needs_reference, no_reference>);
static_assert(runs_with<PRESET(zaf_like), reference_set, from_extension>);
static_assert(refuses<PRESET(snd), needs_reference, no_reference>);
static_assert(refuses<PRESET(snd), needs_extension, from_extension>);
static_assert(refuses<PRESET(snd), no_reference_source, std::string, std::vector<sample>, task_list>);
static_assert(runs_with<PRESET(lwf), own_stream, own_images, reference_set>);
static_assert(runs_with<PRESET(lwf_vr), own_stream, own_images, reference_set>);
static_assert(runs_with<PRESET(icarl), from_extension, reference_set>);

// Images and texts.
static_assert(runs_with<PRESET(zscl), reference_with_texts, reference_pairs, task_pairs>);
static_assert(runs_with<PRESET(zscl_star), reference_with_texts>);
static_assert(runs_with<PRESET(zscl_snd), reference_with_texts>);
static_assert(refuses<PRESET(zscl), needs_texts, reference_set, own_images, own_stream>);

// Pairs.
static_assert(runs_with<PRESET(mod_x), own_images, own_stream, reference_pairs>);
static_assert(runs_with<PRESET(dkr), own_images> && runs_with<PRESET(gift), reference_pairs, task_pairs>);
static_assert(refuses<PRESET(gift), needs_pairs, reference_set, reference_with_texts>);
static_assert(refuses<PRESET(mod_x), needs_pairs, reference_set>);

#undef PRESET

// What docs and examples write: an exemplar memory needs no teacher before it, for the default has two.
using with_memory = decltype(trainer{std::declval<clip::model>(), exemplar_memory{}});
static_assert(runs_with<with_memory, reference_set, from_extension>);
using many_extensions = decltype(trainer{std::declval<clip::model>(), no_teacher{}, sdkt::ewc{},
                                         l2_to_start{}, running_mean{}, interpolate{}, exemplar_memory{}});
static_assert(runs_with<many_extensions, no_reference>);

}  // namespace
