// SPDX-License-Identifier: MIT
//
// Which preset over which reference is which run of the oracle.

#include <map>
#include <stdexcept>

#include "methods.hpp"

namespace methods {

namespace {

namespace presets = sdkt::presets;

result_type run_over_texts(const std::string& name, const nlohmann::json& run) {
  if (name == "lwf" || name == "lwf-image") {
    return run_as(name, presets::lwf(mini_model()), sdkt::own_stream{});
  }
  if (name == "zscl") {
    return run_as(
        name,
        presets::zscl(mini_model(), 1.0, {.strength = run["l2_strength"]}, {.every = run["average_period"]}),
        pool_with_captions());
  }
  if (name == "zscl-star") {
    return run_as(name, presets::zscl_star(mini_model(), 1.0, {.every = run["average_period"]}),
                  pool_with_captions());
  }
  if (name == "icarl") {
    return run_as(name, presets::icarl(mini_model(), 1.0, {.capacity = run["capacity"]}),
                  sdkt::from_extension{});
  }
  if (name == "mod-x") {
    return run_as(name, presets::mod_x(mini_model(), {.strength = run["strength"]}), sdkt::own_images{});
  }
  if (name == "gift") {
    return run_as(name,
                  presets::gift(mini_model(), pair_divergence_of(run), {.strength = run["fisher_strength"]}),
                  pairs());
  }
  if (name == "relation")
    return run_as(name, presets::relation(mini_model(), run["relation_strength"]), pool());
  if (name == "zaf-like") return run_as(name, presets::zaf_like(mini_model(), run["decay"]), pool());
  throw std::logic_error{"no preset for the oracle's run " + name};
}

result_type run_on_weights(const std::string& name, const nlohmann::json& run) {
  if (name == "ewc") return run_as(name, presets::ewc(mini_model(), ewc_of(run)));
  if (run.contains("fisher_keep")) return run_as(name, presets::online_ewc(mini_model(), online_ewc_of(run)));
  if (run.contains("alpha")) {
    const auto towards = run["towards"] == "previous" ? sdkt::interpolation_target::previous
                                                      : sdkt::interpolation_target::pretrained;
    return run_as(name, presets::wise_ft(mini_model(), {.alpha = run["alpha"], .towards = towards}));
  }
  if (name == "task-arithmetic") return run_as(name, presets::task_arithmetic(mini_model()));
  if (name == "ties")
    return run_as(name, presets::ties(mini_model(), {.keep = run["keep"], .scale = run["merge_scale"]}));
  if (name == "opcm") return run_as(name, presets::opcm(mini_model(), {.energy = run["energy"]}));
  if (name == "magmax") return run_as(name, presets::magmax(mini_model(), {.scale = run["merge_scale"]}));
  throw std::logic_error{"no preset for the oracle's run " + name};
}

result_type run_with_parameters(const std::string& name, const nlohmann::json& run) {
  if (name == "lora")
    return run_as(name, presets::lora(mini_model(), {.rank = run["rank"], .alpha = run["lora_alpha"]}));
  if (name == "c-clip") {
    return run_as(name,
                  presets::c_clip(mini_model(), {}, {.rank = run["rank"], .alpha = run["lora_alpha"]},
                                  {.alpha = run["alpha"]}),
                  sdkt::own_images{});
  }
  if (name == "codyra") {
    return run_as(name, presets::codyra(mini_model(), {.rank = run["rank"],
                                                       .largest_threshold = run["largest_threshold"],
                                                       .thresholds = run["thresholds"]}));
  }
  if (name == "nusa-cl")
    return run_as(name, presets::nusa_cl(mini_model(), {.rank = run["rank"], .energy = run["energy"]}));
  if (name == "inflora") {
    return run_as(name, presets::inflora(mini_model(), {.rank = run["rank"],
                                                        .directions = {.energy = run["energy"],
                                                                       .last_energy = run["last_energy"]},
                                                        .matrices = {.query = false, .out = false}}));
  }
  if (name == "keeplora") {
    return run_as(name,
                  presets::keeplora(mini_model(), {.rank = run["rank"],
                                                   .directions = {.image_energy = run["image_energy"],
                                                                  .text_energy = run["text_energy"],
                                                                  .input_energy = run["input_energy"]}}));
  }
  if (name == "gnsp") {
    return run_as(name, presets::gnsp(mini_model(), {.share = run["share"]}, pair_divergence_of(run)),
                  pairs());
  }
  if (name == "projected")
    return run_as(name, presets::projected(mini_model(), {.energy = run["energy"]}, run["weight"]), pool());
  throw std::logic_error{"no preset for the oracle's run " + name};
}

}  // namespace

const result_type& run_of(const std::string& name) {
  static std::map<std::string, result_type> results;
  const auto known = results.find(name);
  if (known != results.end()) return known->second;
  const auto& run = expected_of(name)["options"];
  result_type result = run.contains("parameters")   ? run_with_parameters(name, run)
                       : run["reference"] == "none" ? run_on_weights(name, run)
                                                    : run_over_texts(name, run);
  return results.emplace(name, std::move(result)).first->second;
}

}  // namespace methods
