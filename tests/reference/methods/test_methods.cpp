// SPDX-License-Identifier: MIT
//
// The presets against an independent PyTorch implementation of their methods, step by step (README.md).

#include <map>
#include <string>
#include <tuple>

#include <ATen/core/grad_mode.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "methods.hpp"

using namespace methods;
using Catch::Matchers::WithinAbs;

namespace {

void compare_steps(const std::string& name) {
  const auto near = tolerances_of(name);
  const auto& rows = expected_of(name)["steps"];
  const auto& columns = expected()["step_columns"];
  const auto& steps = run_of(name).record.steps;
  REQUIRE(steps.size() == rows.size());
  for (std::size_t row = 0; row < steps.size(); ++row) {
    CAPTURE(name, row);
    std::map<std::string, nlohmann::json> value;
    for (std::size_t column = 0; column < columns.size(); ++column)
      value[columns[column]] = rows[row][column];
    const auto& step = steps[row];
    CHECK(step.task == value["task"].get<std::int64_t>());
    CHECK(step.step == value["step"].get<std::int64_t>());
    CHECK_THAT(step.learning_rate, WithinAbs(value["lr"].get<double>(), 1e-12));
    CHECK_THAT(step.loss, WithinAbs(value["loss"].get<double>(), near.terms));
    CHECK_THAT(step.cross_entropy, WithinAbs(value["cross_entropy"].get<double>(), near.cross_entropy));
    REQUIRE(step.distillation.size() == (value["distill"].is_null() ? 0 : 1));
    if (!step.distillation.empty()) {
      CHECK_THAT(step.distillation[0], WithinAbs(value["distill"].get<double>(), near.distillation));
    }
  }
}

void compare_matrix(const sdkt::accuracy_matrix& accuracy, const nlohmann::json& rows) {
  REQUIRE(rows.size() == accuracy.trained.size() + 1);
  for (std::size_t stage = 0; stage < rows.size(); ++stage) {
    const auto& row = stage == 0 ? accuracy.zero_shot : accuracy.trained[stage - 1];
    REQUIRE(row.size() == rows[stage].size());
    for (std::size_t task = 0; task < row.size(); ++task) {
      CAPTURE(stage, task);
      CHECK_THAT(row[task], WithinAbs(rows[stage][task].get<double>(), 1e-6));
    }
  }
}

void compare_predictions(const std::string& name) {
  const auto near = tolerances_of(name);
  const auto& stages = expected_of(name)["predictions"];
  std::map<std::tuple<std::size_t, bool, std::size_t>, std::size_t> seen;
  std::size_t compared = 0, undecided = 0;
  for (const auto& row : run_of(name).record.predictions) {
    const auto& space = stages[row.stage][row.is_union ? "union" : "own"];
    const std::size_t image = seen[{row.stage, row.is_union, row.task}]++;
    const double margin = space["margin"][row.task][image];
    CAPTURE(name, row.stage, row.is_union, row.path);
    CHECK_THAT(row.margin, WithinAbs(margin, near.margins));
    if (margin <= near.margins) {
      ++undecided;
      continue;
    }
    CHECK(row.predicted == space["predicted"][row.task][image].get<std::int64_t>());
    ++compared;
  }
  CHECK(compared + undecided == 3 * 2 * 2 * 30);  // stages, label spaces, tasks, images
  CHECK(undecided <= 4);
}

/// Compares unit features, an entry at a time.
void compare_rows(const at::Tensor& rows_NE, const nlohmann::json& expected_rows, std::size_t first,
                  double tolerance) {
  const at::Tensor values = rows_NE.contiguous();
  const auto* actual = values.const_data_ptr<float>();
  for (std::int64_t row = 0; row < values.size(0); ++row) {
    const auto& wanted = expected_rows[first + static_cast<std::size_t>(row)];
    REQUIRE(wanted.size() == static_cast<std::size_t>(values.size(1)));
    for (std::size_t e = 0; e < wanted.size(); ++e) {
      CAPTURE(first, row, e);
      CHECK_THAT(static_cast<double>(*actual++), WithinAbs(wanted[e].get<double>(), tolerance));
    }
  }
}

void compare_embeddings(const std::string& name, const nlohmann::json& frozen_texts) {
  const auto near = tolerances_of(name);
  const auto& values = expected_of(name);
  const bool text_tower_trains = values.contains("text_embeddings");
  const auto& model = run_of(name).model;
  const at::NoGradGuard no_grad;
  const auto weights = sdkt::view_weights(model.layout(), model.weights());
  std::size_t task_number = 0;
  for (const sdkt::task& task : two_tasks()) {
    CAPTURE(name, task_number);
    std::vector<sdkt::batch::image_request> requests;
    for (std::size_t image = 0; image < 4; ++image)
      requests.push_back({&task.test()[image], sdkt::image_view::eval, {}});
    const at::Tensor pixels = sdkt::batch::load_images(requests, static_cast<int>(model.image_size()));
    compare_rows(model.encode_image(weights, pixels), values["image_embeddings"], 4 * task_number,
                 near.embeddings);
    const at::Tensor texts_TE =
        model.encode_text(weights, model.tokenize({task.prompts()[0], task.prompts()[1]}));
    compare_rows(texts_TE, text_tower_trains ? values["text_embeddings"] : frozen_texts, 2 * task_number,
                 text_tower_trains ? near.embeddings : 2e-6);
    ++task_number;
  }
}

}  // namespace

TEST_CASE("the data of the runs are what the oracle read") {
  CHECK(run_names().size() == 27);
  CHECK(pool_with_captions().texts().size() == 40);
  REQUIRE(pairs().samples().size() == 32);
  const auto images = pool().samples();
  const auto pair_images = pairs().samples();
  for (std::size_t i = 0; i < images.size(); ++i) CHECK(images[i].path == pair_images[i].path);
  for (const auto& name : run_names()) {
    CHECK(expected_of(name)["options"].value("temperature", 2.0) ==
          sdkt::contrastive_divergence{}.temperature);
  }
}

TEST_CASE("every step of every method has the losses of the PyTorch implementation") {
  for (const auto& name : run_names()) compare_steps(name);
}

TEST_CASE(
    "every method's accuracies and predictions equal the PyTorch implementation's in both label spaces") {
  for (const auto& name : run_names()) {
    CAPTURE(name);
    compare_matrix(run_of(name).record.accuracy, expected_of(name)["accuracy"]);
    compare_matrix(run_of(name).record.accuracy_union, expected_of(name)["accuracy_union"]);
    compare_predictions(name);
  }
}

TEST_CASE("every method's final model gives the PyTorch implementation's image and text embeddings") {
  const auto trace = nlohmann::json::parse(std::ifstream{tasks_folder.parent_path() / "expected.json"});
  for (const auto& name : run_names()) compare_embeddings(name, trace["text_embeddings"]);
}
