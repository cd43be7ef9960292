// SPDX-License-Identifier: MIT
//
// The trainer against an independent PyTorch implementation of the method, step by step (README.md).

#include <fstream>
#include <map>
#include <string>

#include <ATen/core/grad_mode.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/presets.hpp>

using Catch::Matchers::WithinAbs;

namespace {

const std::filesystem::path source{SDKT_SOURCE_DIR};
const std::filesystem::path folder = source / "tests" / "reference" / "trace";

const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(std::ifstream{folder / "expected.json"});
  return json;
}

using result_type = sdkt::run_result<sdkt::clip::model>;

sdkt::task_list trace_tasks() {
  std::vector<std::filesystem::path> files;
  for (const auto& name : expected()["tasks"])
    files.push_back(folder / "tasks" / (name.get<std::string>() + ".json"));
  return sdkt::load_tasks(files);
}

template <class Trainer>
result_type run_with(Trainer trainer, const nlohmann::json& options) {
  trainer.options.batch_size = expected()["batch_size"];
  trainer.options.reference_batch_size = expected()["reference_batch_size"];
  trainer.options.steps = options["steps"].get<std::int64_t>();
  trainer.options.learning_rate = options["lr"];
  trainer.options.weight_decay = options["weight_decay"];
  trainer.options.warmup = options["warmup"];
  trainer.options.label_smoothing = options["label_smoothing"];
  trainer.options.save_predictions = true;
  trainer.options.device = sdkt::compute_device::cpu;
  return trainer.run(trace_tasks(), sdkt::load_reference(folder / "tasks" / "reference.json"));
}

/// Each run once, whichever test asks first.
const result_type& run_of(const std::string& name) {
  static std::map<std::string, result_type> results;
  const auto known = results.find(name);
  if (known != results.end()) return known->second;
  const auto& options = expected()["runs"][name]["options"];
  sdkt::presets::snd_options select;
  select.threshold = options["threshold"];
  select.scale = options["scale"];
  select.previous_weight = options["previous_weight"];
  select.pretrained_weight = options["pretrained_weight"];
  const auto model = sdkt::clip::load(source / "examples" / "mini" / "model");
  const std::string method = options["method"];
  result_type result = method == "finetune" ? run_with(sdkt::presets::finetune(model), options)
                       : method == "snd-released"
                           ? run_with(sdkt::presets::snd_released(model, select), options)
                           : run_with(sdkt::presets::snd(model, select), options);
  return results.emplace(name, std::move(result)).first->second;
}

void compare_steps(const std::string& name) {
  const auto& rows = expected()["runs"][name]["steps"];
  const auto& columns = expected()["step_columns"];
  const auto& steps = run_of(name).record.steps;
  const auto& teachers = run_of(name).record.teacher_names;
  REQUIRE(steps.size() == rows.size());
  for (std::size_t row = 0; row < steps.size(); ++row) {
    CAPTURE(name, row);
    std::map<std::string, nlohmann::json> value;
    for (std::size_t column = 0; column < columns.size(); ++column)
      value[columns[column]] = rows[row][column];
    CHECK(steps[row].task == value["task"].get<std::int64_t>());
    CHECK(steps[row].step == value["step"].get<std::int64_t>());
    CHECK_THAT(steps[row].learning_rate, WithinAbs(value["lr"].get<double>(), 1e-12));
    // Tighter than the 1e-4, 1e-5 and 3e-5 that are promised: near ten times the rounding that was measured.
    CHECK_THAT(steps[row].loss, WithinAbs(value["loss"].get<double>(), 2e-5));
    CHECK_THAT(steps[row].cross_entropy, WithinAbs(value["cross_entropy"].get<double>(), 2e-5));
    REQUIRE(steps[row].distillation.size() == teachers.size());
    for (std::size_t n = 0; n < teachers.size(); ++n) {
      CHECK_THAT(steps[row].distillation[n], WithinAbs(value["distill_" + teachers[n]].get<double>(), 2e-6));
    }
    CHECK(steps[row].mean_selection.has_value() == !value["mean_selection"].is_null());
    if (steps[row].mean_selection) {
      CHECK_THAT(*steps[row].mean_selection, WithinAbs(value["mean_selection"].get<double>(), 5e-6));
    }
  }
}

void compare_matrix(const sdkt::accuracy_matrix& accuracy, const nlohmann::json& rows) {
  REQUIRE(rows.size() == accuracy.trained.size() + 1);
  for (std::size_t stage = 0; stage < rows.size(); ++stage) {
    const auto& row = stage == 0 ? accuracy.zero_shot : accuracy.trained[stage - 1];
    for (std::size_t task = 0; task < row.size(); ++task) {
      CAPTURE(stage, task);
      CHECK_THAT(row[task], WithinAbs(rows[stage][task].get<double>(), 1e-6));
    }
  }
}

void compare_predictions(const std::string& name) {
  const auto& stages = expected()["runs"][name]["predictions"];
  std::map<std::tuple<std::size_t, bool, std::size_t>, std::size_t> seen;
  std::size_t compared = 0;
  for (const auto& row : run_of(name).record.predictions) {
    const auto& space = stages[row.stage][row.is_union ? "union" : "own"];
    const std::size_t image = seen[{row.stage, row.is_union, row.task}]++;
    const double margin = space["margin"][row.task][image];
    CAPTURE(name, row.stage, row.is_union, row.path);
    CHECK_THAT(row.margin, WithinAbs(margin, 2e-3));
    if (margin <= 2e-3) continue;
    CHECK(row.predicted == space["predicted"][row.task][image].get<std::int64_t>());
    ++compared;
  }
  CHECK(compared == 4 * 2 * 3 * 30);
}

void compare_distances(const std::string& name) {
  const auto& rows = expected()["runs"][name]["distance"];
  const auto& distances = run_of(name).record.distances;
  REQUIRE(distances.size() == rows.size());
  for (std::size_t stage = 0; stage < rows.size(); ++stage) {
    for (std::size_t task = 0; task < distances[stage].tasks.size(); ++task) {
      CAPTURE(name, stage, task);
      CHECK_THAT(distances[stage].tasks[task], WithinAbs(rows[stage]["tasks"][task].get<double>(), 1e-5));
    }
    CHECK_THAT(distances[stage].reference.value(), WithinAbs(rows[stage]["reference"].get<double>(), 1e-5));
  }
}

void compare_metrics(const sdkt::sequence_metrics& metrics, const nlohmann::json& values) {
  CHECK_THAT(metrics.forgetting, WithinAbs(values["forgetting"].get<double>(), 1e-6));
  CHECK_THAT(metrics.zero_shot_degradation, WithinAbs(values["zero_shot_degradation"].get<double>(), 1e-6));
  CHECK_THAT(metrics.average_accuracy, WithinAbs(values["average_accuracy"].get<double>(), 1e-6));
  CHECK_THAT(metrics.transfer, WithinAbs(values["transfer"].get<double>(), 1e-6));
  CHECK_THAT(metrics.average, WithinAbs(values["average"].get<double>(), 1e-6));
  CHECK_THAT(metrics.last, WithinAbs(values["last"].get<double>(), 1e-6));
}

const char* const runs[] = {"snd", "snd-released", "finetune", "moved"};

}  // namespace

TEST_CASE("every step of every run has the losses and means of the PyTorch implementation") {
  for (const char* name : runs) compare_steps(name);
}

TEST_CASE("accuracies, metrics and predictions equal the PyTorch implementation's in both label spaces") {
  for (const char* name : runs) {
    CAPTURE(name);
    const auto& values = expected()["runs"][name];
    compare_matrix(run_of(name).record.accuracy, values["accuracy"]);
    compare_matrix(run_of(name).record.accuracy_union, values["accuracy_union"]);
    compare_metrics(run_of(name).metrics(), values["metrics"]);
    compare_metrics(run_of(name).metrics_union(), values["metrics_union"]);
    compare_predictions(name);
  }
}

TEST_CASE("distances to the pre-trained model equal the PyTorch implementation's") {
  for (const char* name : runs) compare_distances(name);
}

TEST_CASE("the final model gives the PyTorch implementation's image and text embeddings") {
  const at::NoGradGuard no_grad;
  const auto tasks = trace_tasks();
  for (const char* name : runs) {
    const auto& model = run_of(name).model;
    const auto weights = sdkt::view_weights(model.layout(), model.weights());
    std::size_t row = 0, text_row = 0;
    for (const sdkt::task& task : tasks) {
      std::vector<sdkt::batch::image_request> requests;
      for (std::size_t image = 0; image < 4; ++image)
        requests.push_back({&task.test()[image], sdkt::image_view::eval, {}});
      const at::Tensor pixels = sdkt::batch::load_images(requests, static_cast<int>(model.image_size()));
      const at::Tensor images_NE = model.encode_image(weights, pixels).contiguous();
      for (std::int64_t image = 0; image < 4; ++image, ++row) {
        const auto& values = expected()["runs"][name]["image_embeddings"][row];
        for (std::size_t e = 0; e < values.size(); ++e) {
          CAPTURE(name, row, e);
          const double actual = images_NE[image][static_cast<std::int64_t>(e)].item<double>();
          CHECK_THAT(actual, WithinAbs(values[e].get<double>(), 2e-5));
        }
      }
      const at::Tensor texts_TE =
          model.encode_text(weights, model.tokenize({task.prompts()[0], task.prompts()[1]}));
      for (std::int64_t text = 0; text < 2; ++text, ++text_row) {
        const auto& values = expected()["text_embeddings"][text_row];
        for (std::size_t e = 0; e < values.size(); ++e) {
          const double actual = texts_TE[text][static_cast<std::int64_t>(e)].item<double>();
          CHECK_THAT(actual, WithinAbs(values[e].get<double>(), 2e-6));
        }
      }
    }
  }
}
