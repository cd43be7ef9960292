// SPDX-License-Identifier: MIT

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <ATen/Parallel.h>

#include "evaluated_part.hpp"
#include "inputs.hpp"
#include "launch.hpp"
#include "one_run.hpp"
#include "other_commands.hpp"
#include "saved_classifier.hpp"
#include "tables.hpp"
#include <sdkt/base/version.hpp>
#include <sdkt/checkpoint/run_identity.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/device/tf32_products.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/distributed/join.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/evaluator.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/options/check_options.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/run_folder.hpp>
#include <sdkt/run/check_data.hpp>
#include <sdkt/run/describe_run.hpp>
#include <sdkt/run/progress.hpp>

namespace sdkt::cli {

namespace {

/// Fills in what run_started reports about an evaluation.
void describe_evaluation(const run_settings& settings, const trainer_options& options,
                         const clip::model& model, run_record& record) {
  setting_list& described = record.settings;
  described.set("sdkt", std::string{version});
  described.set("model", settings.model.empty() ? std::string{"mini"} : settings.model);
  described.set("model_fingerprint", model.fingerprint());
  if (!model.origin().assumptions.empty()) described.set("model_assumptions", model.origin().assumptions);
  described.set("annotations", settings.tasks);
  described.set("data_root", settings.data_root);
  described.set("precision", settings.precision);
  described.set("union", std::string{name_of(options.class_union)});
  described.set("device", std::string{device::resolve_device(options.device).is_cuda() ? "cuda" : "cpu"});
}

/// Writes all tables or none.
void write_tables(record::run_folder& folder, const run_record& record) {
  try {
    folder.create();
    // Figures that are not those of the test images say so beside them.
    if (record.settings.find("evaluated_on") != nullptr)
      folder.write("config.json", record::settings_json(record.settings));
    folder.write("accuracy.csv", record::accuracy_csv(record, record.accuracy));
    folder.write("accuracy_union.csv", record::accuracy_csv(record, record.accuracy_union));
    if (!record.predictions.empty()) folder.write("predictions.csv", record::predictions_csv(record));
  } catch (...) {
    folder.withdraw();
    throw;
  }
}

}  // namespace

void evaluate_command(const run_settings& given) {
  const run_settings settings = settings_of_process(given);
  if (starts_processes(settings)) return run_processes(settings, "start the evaluation again");
  expect_evaluated_part(settings);
  const trainer_options options = resolved_options(settings, find_method(settings.method));
  options::check_options(options);
  if (options.threads > 0) at::set_num_threads(options.threads);
  if (settings.save_predictions && settings.out.empty()) {
    throw setting_error{"--save-predictions", "predictions are written into a folder, but none is given",
                        "give one with --out"};
  }
  std::optional<record::run_folder> folder;
  if (!settings.out.empty() && settings.is_first_process) folder.emplace(settings.out);
  const task_list loaded = load_named_tasks(settings);
  run::check_evaluated_tasks(std::vector<task>(loaded.begin(), loaded.end()));
  const distributed::processes group = distributed::join(options);
  const clip::model model = load_model(settings.model, settings.reading, settings.quiet);
  const task_list joined = settings.merge_classes ? merge_equal_classes(model, loaded) : loaded;
  const std::vector<task> tasks(joined.begin(), joined.end());
  if (!settings.quiet) say_differences(model, prompts_of(tasks));
  evaluate::label_space space = evaluate::label_space_of(model, tasks, options.class_union);
  const std::optional<saved_classifier> classifier = load_classifier(settings.model, model, tasks);
  const at::Device device = device::resolve_device(options.device);
  const device::tf32_products products{options.precision, device};

  run_record record;
  record.method = "zero-shot";
  for (const task& each : tasks) {
    record.tasks.push_back({each.name(), each.class_names(), static_cast<std::int64_t>(each.train().size()),
                            static_cast<std::int64_t>(each.test().size()), 0});
  }
  describe_evaluation(settings, options, model, record);
  if (classifier) record.settings.set("classifier", classifier->sentence);
  run::describe_evaluated_part(tasks, record.settings);
  if (settings.val_fraction) record.settings.set("val_fraction", *settings.val_fraction);
  run::describe_classes(tasks, space, record);
  distributed::expect_same(group, checkpoints::identity_fingerprint(checkpoints::identity_of(record)));
  run_watch watch{progress_line{settings.quiet}, run_events{settings.json, "evaluate"}};
  run_events& events = watch.events;
  events.begin(settings.out);
  events.stage(record);
  for (const std::string& warning : record.warnings) watch.progress.warn(warning);
  const auto weights = view_weights(model.layout(), model.weights().to(device), options.precision).frozen();
  run_observer observer;
  observer.on_progress = [&](const run_progress& now) {
    watch.progress.show(now);
    events.progress(now);
  };
  watch.progress.begin_run("zero-shot");
  if (classifier) watch.progress.say("classifier: " + classifier->sentence);
  const auto measure = [&]<class Scores>(const Scores& scores) {
    evaluate::evaluator<clip::model, Scores> judge{
        model,
        evaluate::evaluation_tasks(tasks),
        {std::move(space)},
        device::upload{device},
        evaluate::evaluation_of(options, /*text_tower_trains=*/false, group)};
    if (classifier) judge.classify_by(scores, classifier->classes);
    run::progress_counter counter{observer, tasks.size(), 0, judge.num_images()};
    counter.begin(run_progress::phase::evaluating, 0, record.stage_name(0), judge.num_images());
    return judge.evaluate(weights, [&](std::int64_t images) { counter.evaluated(images); });
  };
  evaluate::evaluation measured = classifier ? measure(classifier->head) : measure(cosine{});
  watch.progress.finish();
  record.accuracy.zero_shot = std::move(measured.accuracy);
  record.accuracy_union.zero_shot = std::move(measured.accuracy_union);
  record.predictions = std::move(measured.predictions);

  if (group.are_several()) group.wait_for_all();
  if (folder) write_tables(*folder, record);
  events.stage(record);
  events.finished(record);
  if (settings.quiet || settings.json) return;
  const std::string images = images_in_title(record);
  std::printf("%s", beside({accuracy_block("own classes" + images, record, record.accuracy),
                            accuracy_block("all classes" + images, record, record.accuracy_union)},
                           terminal_width())
                        .c_str());
}

}  // namespace sdkt::cli
