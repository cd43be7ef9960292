// SPDX-License-Identifier: MIT
//
// How image features become class scores at evaluation.
#pragma once

#include <concepts>
#include <cstdint>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt {

/// A batch of images, and the names among which it is to be classified: those of all tasks of the run, in order.
struct classifier_inputs {
  at::Tensor features;  ///< [N, E], unit image features
  at::Tensor texts;     ///< [C, E], unit features of the names' prompts
  at::Tensor scale;     ///< [], the logit scale of the model
  /// [C] int64, the number of each name's class among the learnt classes; -1: not learnt yet. Names whose prompts
  /// the model cannot tell apart have the same number.
  at::Tensor classes;

  /// The cosine scores times the logit scale, [N, C].
  at::Tensor zero_shot() const { return features.matmul(texts.t()).mul(scale); }
};

/// The images of a task that has just been learnt.
struct classifier_task {
  std::int64_t task = 0;   ///< position in training order, from 0
  std::uint64_t seed = 0;  ///< of the run
  at::Tensor features;     ///< [N, E], unit features of the task's own training images, eval view, in order
  /// [N] int64, the numbers of their classes. Classes of all tasks are numbered in the order in which they are learnt,
  /// and a class that an earlier task has too keeps its number.
  at::Tensor labels;
  std::int64_t num_classes = 0;  ///< learnt so far, with those of this task
};

namespace detail {

struct named_class_scores {
  int class_scores;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::class_scores; };
};
struct named_learn_task {
  int learn_task;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::learn_task; };
};

}  // namespace detail

}  // namespace sdkt

namespace sdkt::compose {

/// The clauses of Classifier, each with the sentence that the compiler prints if it is the first broken one.
template <class C>
struct classifier_clauses {
  /// What tells a classifier from other policies among the arguments of a trainer.
  static constexpr bool named_class_scores = detail::names<C, detail::named_class_scores>;
  /// Whether a classifier learns from the images of each task.
  static constexpr bool named_learn_task = detail::names<C, detail::named_learn_task>;

  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct scores_classes,
                       requires(const C& c, const classifier_inputs& inputs) {
                         { c.class_scores(inputs) } -> std::same_as<at::Tensor>;
                       }>([](auto holds) {
          static_assert(holds,
                        "sdkt: class_scores of a classifier must be `at::Tensor class_scores(const "
                        "sdkt::classifier_inputs&) const` and return one score per image and name, [N, C]");
        }),
        detail::clause_if<struct learns_tasks, named_learn_task,
                          requires(C& c, const classifier_task& task) {
                            { c.learn_task(task) } -> std::same_as<void>;
                          }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: learn_task of a classifier must be `void learn_task(const sdkt::classifier_task&)`");
        }),
        detail::clause_if<struct persists_what_it_learnt, named_learn_task,
                          requires(C& c, archive& state) { c.persist(state); }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: a classifier that learns must have `void persist(sdkt::archive&)` that lists what it has "
              "learnt, so that a run can be resumed and the classifier saved with the model");
        }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// Scores the names of all tasks for each image of an evaluation.
///
/// Requirements:
///
///     at::Tensor class_scores(const classifier_inputs&) const;
///
/// - class_scores: [N, C] of any floating type, finite. It is called once per batch, and both label spaces are read from
///   its result: that of the image's own task is the slice of the task's names, and the union has one column per class
///   that the model can tell apart. Only the order of the scores of one image counts.
///
/// Optional:
///
///     void learn_task(const classifier_task&);
///
/// It is called after each task, once its weights are final and before the evaluation. Extra images that extensions
/// add are not among its images. Every process of a run calls it with the same bytes.
///
/// A classifier with learn_task has state and must have `persist(archive&)`, which lists what it has learnt and
/// every setting that its scores depend on: checkpoints and `classifier.safetensors` beside the saved model are
/// made from it.
///
/// Also optional: name, describe and check, as for other policies.
template <class C>
concept Classifier = std::copyable<C> && detail::AllHold<compose::classifier_clauses<C>>;

}  // namespace sdkt
