// SPDX-License-Identifier: MIT

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <ATen/Parallel.h>

#include "inputs.hpp"
#include "other_commands.hpp"
#include "tables.hpp"
#include <sdkt/train/check_data.hpp>
#include <sdkt/train/device.hpp>
#include <sdkt/train/evaluator.hpp>
#include <sdkt/train/run_folder.hpp>

namespace sdkt::cli {

void evaluate_command(const run_settings& settings) {
  const trainer_options options = resolved_options(settings, find_method(settings.method));
  check_options(options);
  if (options.threads > 0) at::set_num_threads(options.threads);
  std::optional<run_folder> folder;
  if (!settings.out.empty()) folder.emplace(settings.out);
  const task_list loaded = load_named_tasks(settings);
  const std::vector<task> tasks(loaded.begin(), loaded.end());
  check_evaluated_tasks(tasks);
  const clip::model model = load_model(settings.model);
  const at::Device device = resolve_device(options.device);

  run_record record;
  record.method = "zero-shot";
  std::vector<evaluation_task> lists;
  for (const task& each : tasks) {
    record.tasks.push_back({each.name(), each.class_names(), static_cast<std::int64_t>(each.train().size()),
                            static_cast<std::int64_t>(each.test().size()), 0});
    lists.push_back({&each.test(), each.prompts()});
  }
  evaluator<clip::model> judge{
      model,
      std::move(lists),
      {},
      device,
      {.batch_size = options.evaluation_batch_size,
       .loading = {.threads = options.decoding_threads, .max_images = 4 * options.evaluation_batch_size},
       .keep_predictions = options.save_predictions}};
  const auto weights = view_weights(model.layout(), model.weights().to(device), options.precision);
  evaluation measured = judge.evaluate(weights, {});
  record.accuracy.zero_shot = std::move(measured.accuracy);
  record.accuracy_union.zero_shot = std::move(measured.accuracy_union);
  record.predictions = std::move(measured.predictions);

  if (folder) {
    folder->create();
    folder->write("accuracy.csv", accuracy_csv(record, record.accuracy));
    folder->write("accuracy_union.csv", accuracy_csv(record, record.accuracy_union));
    if (options.save_predictions) folder->write("predictions.csv", predictions_csv(record));
  }
  std::printf("%s", beside({accuracy_block("own classes", record, record.accuracy),
                            accuracy_block("all classes", record, record.accuracy_union)},
                           terminal_width())
                        .c_str());
}

}  // namespace sdkt::cli
