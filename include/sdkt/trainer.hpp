// SPDX-License-Identifier: MIT
//
// The front door: a continual trainer composed of policies, by default Select and Distill over CLIP.
//
//   auto model = sdkt::clip::load("models/vit-b-16");
//   auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
//   auto pool = sdkt::load_reference("imagenet/train");
//   sdkt::trainer trainer{model};
//   auto result = trainer.run(tasks, pool);
//   result.save("out");
#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>

#include <sdkt/checkpoint/run_identity.hpp>
#include <sdkt/classifier.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/compose/composition_clauses.hpp>
#include <sdkt/compose/run_clauses.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/device/repeatable_operators.hpp>
#include <sdkt/device/tf32_products.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/distributed/join.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/distance_sample.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/optimiser.hpp>
#include <sdkt/options/check_options.hpp>
#include <sdkt/parameterisation.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/check_data.hpp>
#include <sdkt/run/compiled_parts.hpp>
#include <sdkt/run/continual_run.hpp>
#include <sdkt/run/describe_run.hpp>
#include <sdkt/run/run_result.hpp>
#include <sdkt/selection.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/teacher.hpp>
#include <sdkt/views.hpp>

namespace sdkt {

/// Trains a model on one task after another, guided by teachers on reference images.
///
///     trainer{model, teacher, selection, loss, parameterisation, optimiser, classifier, extensions...}
///
/// Trailing policies may be omitted. A parameterisation is known by its members push_forward and pull_back, an
/// optimiser by its update_values, a classifier by its class_scores, and the first argument that has a member named like
/// an extension's hook starts the list of extensions. Policies that do not fit together give exactly one compile error,
/// which says what to write (compose/composition_clauses.hpp).
///
/// - Model: a Backbone. clip::load returns one.
/// - Teacher: a TeacherPolicy (teacher.hpp). Default: dual_teacher.
/// - Selection: a SelectionPolicy (selection.hpp). Default: distance_sigmoid for two teachers,
///   constant_selection for fewer; none for three or more.
/// - Loss: a DistillLoss (loss.hpp). Default: feature_distance.
/// - Extensions: a std::tuple of any number of Extension types (extension.hpp). Default: empty.
/// - Parameters: a Parameterisation (parameterisation.hpp). Default: full.
/// - Optimiser: an OptimiserPolicy (optimiser.hpp). Default: adamw.
/// - Scores: a Classifier (classifier.hpp). Default: cosine.
///
/// Source: with every default, Select and Distill (arXiv 2403.09296).
template <class Model, class Teacher, class Selection, class Loss, class Extensions, class Parameters = full,
          class Optimiser = adamw, class Scores = cosine>
class trainer : detail::clause_check<compose::composition_clauses<Model, Teacher, Selection, Loss, Extensions,
                                                                  Parameters, Optimiser, Scores>> {
  static constexpr bool is_sound =
      detail::AllHold<compose::composition_clauses<Model, Teacher, Selection, Loss, Extensions, Parameters,
                                                   Optimiser, Scores>>;
  using parts_type =
      compose::composition<Model, Teacher, Selection, Loss, Extensions, Parameters, Optimiser, Scores>;

 public:
  template <class... Args>
  explicit trainer(Model model, Args... args)
      : parts_{compose::composed<Args...>::make(std::move(model), std::move(args)...)} {}

  trainer_options options;                    ///< every setting that is not a policy
  std::string method = "custom composition";  ///< the name under which results are filed

  setting_list notes;  ///< further entries for config.json, for example where the data came from

  const Model& model() const noexcept { return parts_.model; }

  /// Policies and settings by name, as in config.json.
  [[nodiscard]] setting_list describe() const {
    setting_list settings;
    run::describe_composition(parts_, options, settings);
    return settings;
  }

  /// The numbers that a run trains and keeps with the options as they are, for an estimate of its memory.
  ///
  /// Errors: setting_error if nothing trains.
  [[nodiscard]] trained_numbers count_trained() const {
    const trained_slices trained = options::slices_that_train(parts_.model, options);
    return compose::numbers_of(parts_, trained);
  }

  /// Evaluates the model zero-shot, then trains on each task in turn and evaluates after each.
  ///
  /// - tasks: a TaskStream.
  /// - reference: a ReferenceSource. It may be omitted only if the composition has no teacher.
  ///
  /// The run works on copies: two runs of one trainer give the same result.
  ///
  /// Errors: setting_error and data_error, before the first step, for settings and data that cannot work, for
  /// example two classes of one task that the model reads as the same tokens; file_error and format_error for
  /// images that cannot be read; data_error if the loss is no longer finite.
  template <class Tasks, class Reference = no_reference>
  [[nodiscard]] run_result<Model> run(Tasks&& tasks, Reference reference = {},
                                      const run_observer& observer = {}) const {
    using clauses = compose::run_clauses<Teacher, Loss, Extensions, std::remove_cvref_t<Tasks>, Reference>;
    if constexpr (is_sound) static_cast<void>(detail::clause_check<clauses>{});
    if constexpr (is_sound && detail::AllHold<clauses>) {
      std::vector<std::remove_cvref_t<ranges::range_reference_t<Tasks>>> listed;
      for (auto&& task : tasks) listed.push_back(task);
      if constexpr (compose::is_absent_reference<Reference>) {  // one run for all references without images
        return run_list(std::move(listed), reference_set{std::vector<sample>{}}, observer);
      } else {
        return run_list(std::move(listed), std::move(reference), observer);
      }
    } else {
      throw std::logic_error{"sdkt: this composition does not compile"};
    }
  }

 private:
  template <class TaskType, class Reference>
  run_result<Model> run_list(std::vector<TaskType> tasks, Reference reference,
                             const run_observer& observer) const;

  template <class Reference>
  static void check_reference(const Reference& reference, std::size_t num_tasks) {
    if constexpr (requires { reference.check_tasks(num_tasks); }) reference.check_tasks(num_tasks);
    if constexpr (Teacher::num_teachers > 0 && !compose::is_own_images<Reference> &&
                  !detail::names_for_task<Reference>) {
      if (reference.samples().empty()) {
        throw data_error{"reference", "it contains no images", "add unlabelled images for the distillation"};
      }
    }
  }

  parts_type parts_;
};

template <class Model, class Teacher, class Selection, class Loss, class Extensions, class Parameters,
          class Optimiser, class Scores>
template <class TaskType, class Reference>
run_result<Model> trainer<Model, Teacher, Selection, Loss, Extensions, Parameters, Optimiser,
                          Scores>::run_list(std::vector<TaskType> tasks, Reference reference,
                                            const run_observer& given_observer) const {
  options::check_options(options);
  compose::check_composition(parts_);
  const trainer_options fixed = distributed::options_of_process(options);
  if (fixed.threads > 0) at::set_num_threads(fixed.threads);
  const device::tf32_products products{fixed.precision, device::resolve_device(fixed.device)};
  const device::repeatable_operators operators{fixed.repeatable, device::resolve_device(fixed.device)};
  run::check_tasks(tasks);
  run::check_learning_rates(fixed.learning_rate_of, tasks);
  check_reference(reference, tasks.size());
  const distributed::processes group = distributed::join(fixed);
  const run_observer observer =
      group.is_first() ? given_observer : run_observer{.wants_stop = given_observer.wants_stop};
  if (const std::string warning = device::kernel_warning(device::resolve_device(fixed.device));
      observer.on_warning && !warning.empty())
    observer.on_warning(warning);
  evaluate::evaluated_data data{
      evaluate::label_space_of(parts_.model, tasks, fixed.class_union),
      evaluate::distance_sample(reference.samples(), fixed.distance_images, fixed.seed)};
  run_record record = run::describe_run(parts_, method, fixed, tasks, reference, data);
  checkpoints::run_identity identity = checkpoints::identity_of(record);
  distributed::expect_same(group, checkpoints::identity_fingerprint(identity));
  if (!record.warnings.empty()) record.settings.set("warnings", record.warnings);
  for (const auto& [name, value] : notes) record.settings.set(name, value);
  run::continual_run<parts_type, TaskType, Reference> runner{{.parts = parts_,
                                                              .options = fixed,
                                                              .tasks = std::move(tasks),
                                                              .reference = std::move(reference),
                                                              .data = std::move(data),
                                                              .record = std::move(record),
                                                              .identity = std::move(identity),
                                                              .observer = observer,
                                                              .group = group}};
  auto [weights_P, measured] = runner();
  return {parts_.model.with_weights(weights_P), std::move(measured), group.is_first(), runner.learnt()};
}

template <class Model, class... Args>
trainer(Model, Args...)
    -> trainer<
        Model, typename compose::composed<Args...>::teacher, typename compose::composed<Args...>::selection,
        typename compose::composed<Args...>::loss, typename compose::composed<Args...>::extensions,
        typename compose::composed<Args...>::parameterisation, typename compose::composed<Args...>::optimiser,
        typename compose::composed<Args...>::classifier>;

}  // namespace sdkt

#if !SDKT_HAS_DEFINITIONS
// The default trainer over images, instantiated in src/sdkt.cpp.
namespace sdkt {
extern template class trainer<clip::model, dual_teacher, distance_sigmoid, feature_distance, std::tuple<>>;
extern template run_result<clip::model> trainer<clip::model, dual_teacher, distance_sigmoid, feature_distance,
                                                std::tuple<>>::run_list(std::vector<task>, reference_set,
                                                                        const run_observer&) const;
}  // namespace sdkt
#endif
