// SPDX-License-Identifier: MIT
//
// What the tests of methods share: the oracle's figures, the data that it read, the settings of each run, and
// how near the figures have to be (README.md).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <sdkt/presets.hpp>

namespace methods {

inline const std::filesystem::path source{SDKT_SOURCE_DIR};
inline const std::filesystem::path folder = source / "tests" / "reference" / "methods";
inline const std::filesystem::path tasks_folder = source / "tests" / "reference" / "trace" / "tasks";

inline const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(std::ifstream{folder / "expected.json"});
  return json;
}

/// The figures of one run of the oracle.
inline const nlohmann::json& expected_of(const std::string& name) { return expected()["runs"][name]; }

inline std::vector<std::string> run_names() {
  std::vector<std::string> names;
  for (const auto& [name, run] : expected()["runs"].items()) names.push_back(name);
  return names;
}

inline const sdkt::clip::model& mini_model() {
  static const sdkt::clip::model model = sdkt::clip::load(source / "examples" / "mini" / "model");
  return model;
}

inline sdkt::task_list two_tasks() {
  std::vector<std::filesystem::path> files;
  for (const auto& name : expected()["tasks"])
    files.push_back(tasks_folder / (name.get<std::string>() + ".json"));
  return sdkt::load_tasks(files);
}

inline sdkt::reference_set pool() { return sdkt::load_reference(tasks_folder / "reference.json"); }

inline sdkt::reference_with_texts pool_with_captions() {
  return sdkt::with_texts(pool(), sdkt::load_texts(folder / "captions.txt"));
}

inline sdkt::reference_pairs pairs() {
  return sdkt::load_pairs(folder / "pairs.json", {.allow_outside = true});
}

inline sdkt::image_view view_of(const nlohmann::json& name) {
  return name == "eval" ? sdkt::image_view::eval : sdkt::image_view::train;
}

/// Every setting of a run that is no policy. Nothing is left of a preset's own protocol.
inline sdkt::trainer_options options_of(const nlohmann::json& run) {
  sdkt::trainer_options options;
  options.steps = run["steps"].get<std::int64_t>();
  options.learning_rate = run["lr"];
  options.weight_decay = run["weight_decay"];
  options.warmup = run["warmup"];
  options.label_smoothing = run["label_smoothing"];
  options.trains = run["trains"] == "everything"    ? sdkt::trained_part::everything
                   : run["trains"] == "both_towers" ? sdkt::trained_part::both_towers
                                                    : sdkt::trained_part::image_tower;
  options.batch_size = expected()["batch_size"];
  options.reference_batch_size = std::max<std::int64_t>(1, run["reference_batch_size"]);
  if (run["reference_view"].is_string()) options.reference_view = view_of(run["reference_view"]);
  options.save_predictions = true;
  options.device = sdkt::compute_device::cpu;
  return options;
}

using result_type = sdkt::run_result<sdkt::clip::model>;

/// Runs a composition over the two tasks as the oracle's run of that name was.
template <class Trainer, class Reference = sdkt::no_reference>
result_type run_as(const std::string& name, Trainer trainer, Reference reference = {}) {
  trainer.options = options_of(expected_of(name)["options"]);
  return trainer.run(two_tasks(), std::move(reference));
}

// -- the settings of the methods ----------------------------------------------------------------------------

inline sdkt::ewc ewc_of(const nlohmann::json& run) {
  return {.strength = run["lam"],
          .labels = run["fisher_labels"] == "given" ? sdkt::label_rule::given : sdkt::label_rule::predicted,
          .batch_size = run["fisher_batch_size"],
          .view = view_of(run["fisher_view"])};
}

inline sdkt::online_ewc online_ewc_of(const nlohmann::json& run) {
  return {.strength = run["lam"],
          .keep = run["fisher_keep"],
          .add = run["fisher_add"],
          .labels = run["fisher_labels"] == "given" ? sdkt::label_rule::given : sdkt::label_rule::predicted,
          .batch_size = run["fisher_batch_size"],
          .view = view_of(run["fisher_view"])};
}

inline sdkt::pair_divergence pair_divergence_of(const nlohmann::json& run) {
  return {.temperature = run["temperature"],
          .identity_weight = run["identity_strength"],
          .label_smoothing = run["label_smoothing"]};
}

/// The run of a preset under the oracle's name, made once, whichever test asks first (preset_runs.cpp).
const result_type& run_of(const std::string& name);

// -- how near -----------------------------------------------------------------------------------------------

/// What the README promises of a run: three times the rounding that was measured, or more.
struct tolerances {
  double terms = 1e-5;  // the loss and the distillation
  double cross_entropy = 2e-5;
  double distillation = 1e-5;
  double penalty = 1e-6;
  double embeddings = 1e-5;  // an entry
  double margins = 5e-4;
};

inline tolerances tolerances_of(const std::string& name) {
  tolerances near;
  if (name == "zscl" || name == "mod-x") near.terms = 1e-4;
  if (name == "gift") near.terms = 4e-5;
  if (name == "lwf" || name == "lwf-image" || name == "icarl") near.terms = 2.5e-5;
  near.distillation = name == "mod-x" ? 5e-6 : near.terms;
  if (name == "relation") near.distillation = 1e-6;
  if (name == "zscl") near.penalty = 1.5e-4;
  if (name == "gift") near.penalty = 3e-5;
  if (name == "ties" || name == "magmax") {
    near.embeddings = 5e-5;
    near.margins = 4e-3;
  }
  return near;
}

}  // namespace methods
