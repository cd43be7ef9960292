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
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/concepts/run_data.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/device/repeatable_operators.hpp>
#include <sdkt/device/tf32_products.hpp>
#include <sdkt/evaluate/distance_sample.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/loss.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/check_data.hpp>
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
/// trainer{model, teacher, selection, loss, extensions...}: trailing policies may be left out, and the first
/// argument that names an extension's hook starts the extensions. Policies that do not fit are one compile
/// error that says what to write (compose/broken_clause.hpp).
///   Model       a Backbone: clip::load gives one
///   Teacher     a TeacherPolicy: see teacher.hpp; dual_teacher if left out
///   Selection   a SelectionPolicy: see selection.hpp; distance_sigmoid for two teachers, constant_selection
///   for less Loss        a DistillLoss: see loss.hpp; feature_distance if left out Extensions  std::tuple of
///   Extension
/// Source: Select and Distill (arXiv 2403.09296) with everything left out.
template <class Model, class Teacher, class Selection, class Loss, class Extensions>
class trainer : composition_check<first_broken<Model, Teacher, Selection, Loss, Extensions>()> {
  static constexpr bool is_sound =
      first_broken<Model, Teacher, Selection, Loss, Extensions>() == broken_clause::none;
  using parts_type = composition<Model, Teacher, Selection, Loss, Extensions>;

 public:
  template <class... Args>
  explicit trainer(Model model, Args... args)
      : parts_{composed<Args...>::make(std::move(model), std::move(args)...)} {}

  trainer_options options;                    ///< every setting that is no policy
  std::string method = "custom composition";  ///< the name that results are filed under

  setting_list notes;  ///< what else config.json should say, for example where the data came from

  const Model& model() const noexcept { return parts_.model; }

  /// Policies and settings by name, as config.json states them.
  setting_list describe() const {
    setting_list settings;
    describe_composition(parts_, options, settings);
    return settings;
  }

  /// Runs through the tasks: zero-shot evaluation, then training and evaluation of each.
  ///
  /// tasks: a TaskStream. reference: a ReferenceSource; only compositions without a teacher do without. The
  /// run works on copies: two runs of one trainer give the same result. Errors: setting_error and data_error
  /// before the first step for what cannot work, among it two classes of one task that the model reads as the
  /// same tokens; file_error and format_error for
  ///   images that cannot be read; data_error if the loss stops being finite.
  template <class Tasks, class Reference = no_reference>
  run_result<Model> run(Tasks&& tasks, Reference reference = {}, const run_observer& observer = {}) const {
    constexpr broken_data broken =
        first_broken_data<Teacher, Loss, Extensions, std::remove_cvref_t<Tasks>, Reference>();
    constexpr broken_data said = is_sound ? broken : broken_data::none;
    static_cast<void>(data_check<said>{});  // naming a member of it would be a second error of clang's
    if constexpr (is_sound && broken == broken_data::none) {
      check_options(options);
      check_composition(parts_);
      if (options.threads > 0) at::set_num_threads(options.threads);
      const tf32_products products{options.precision, resolve_device(options.device)};
      const repeatable_operators operators{options.repeatable, resolve_device(options.device)};
      std::vector<std::remove_cvref_t<ranges::range_reference_t<Tasks>>> listed;
      for (auto&& task : tasks) listed.push_back(task);
      check_tasks(listed);
      check_learning_rates(options.learning_rate_of, listed);
      check_reference(reference, listed.size());
      evaluated_data data{label_space_of(parts_.model, listed, options.class_union),
                          distance_sample(reference.samples(), options.distance_images, options.seed)};
      run_record record = describe_run(parts_, method, options, listed, reference, data);
      run_identity identity = identity_of(record);
      if (!record.warnings.empty()) record.settings.set("warnings", record.warnings);
      for (const auto& [name, value] : notes) record.settings.set(name, value);
      continual_run<parts_type, typename decltype(listed)::value_type, Reference> runner{
          parts_,          options,           std::move(listed),   std::move(reference),
          std::move(data), std::move(record), std::move(identity), observer};
      auto [weights_P, measured] = runner();
      return {parts_.model.with_weights(weights_P), std::move(measured)};
    } else {
      throw std::logic_error{"sdkt: this composition does not compile"};
    }
  }

 private:
  template <class Reference>
  static void check_reference(const Reference& reference, std::size_t num_tasks) {
    if constexpr (requires { reference.check_tasks(num_tasks); }) reference.check_tasks(num_tasks);
    if constexpr (Teacher::num_teachers > 0 && !is_own_images<Reference> &&
                  !detail::names_for_task<Reference>) {
      if (reference.samples().empty()) {
        throw data_error{"reference", "it holds no images",
                         "give unlabelled images for the teachers to guide on"};
      }
    }
  }

  parts_type parts_;
};

template <class Model, class... Args>
trainer(Model,
        Args...) -> trainer<Model, typename composed<Args...>::teacher, typename composed<Args...>::selection,
                            typename composed<Args...>::loss, typename composed<Args...>::extensions>;

}  // namespace sdkt
