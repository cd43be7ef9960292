// SPDX-License-Identifier: MIT
//
// The runs of presets over clip::model that sdkt::compiled contains: declared here, instantiated in
// src/sdkt.cpp. Other compositions, models, tasks and references are instantiated in the program that uses
// them.
#pragma once

#include <utility>
#include <vector>

#include <sdkt/clip/model.hpp>
#include <sdkt/presets/classifiers.hpp>
#include <sdkt/presets/divergence.hpp>
#include <sdkt/presets/parameterised.hpp>
#include <sdkt/presets/select_and_distill.hpp>
#include <sdkt/presets/weights.hpp>
#include <sdkt/record/observer.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/run_result.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/trainer.hpp>

// Presets of the same type share their runs: gp_strong and gp_20 with gp_only, zscl_snd with zscl, dkr with mod_x,
// rail_primal with rail_dual.
#define SDKT_FEATURE_PRESETS(RUN)  \
  RUN(finetune, reference_set)     \
  RUN(snd_released, reference_set) \
  RUN(g0_only, reference_set)      \
  RUN(gp_only, reference_set)      \
  RUN(zaf_like, reference_set)
#define SDKT_DIVERGENCE_PRESETS(RUN)   \
  RUN(lwf, own_stream)                 \
  RUN(lwf_vr, own_stream)              \
  RUN(icarl, from_extension)           \
  RUN(zscl, reference_with_texts)      \
  RUN(zscl_star, reference_with_texts) \
  RUN(mod_x, own_images)               \
  RUN(gift, reference_pairs)           \
  RUN(relation, reference_set)
#define SDKT_WEIGHT_PRESETS(RUN)      \
  RUN(wise_ft, reference_set)         \
  RUN(ewc, reference_set)             \
  RUN(online_ewc, reference_set)      \
  RUN(magmax, reference_set)          \
  RUN(ties, reference_set)            \
  RUN(task_arithmetic, reference_set) \
  RUN(opcm, reference_set)
#define SDKT_PARAMETERISED_PRESETS(RUN) \
  RUN(lora, reference_set)              \
  RUN(snd_lora, reference_set)          \
  RUN(nusa_cl, reference_set)           \
  RUN(codyra, reference_set)            \
  RUN(inflora, reference_set)           \
  RUN(keeplora, reference_set)          \
  RUN(gnsp, reference_pairs)            \
  RUN(projected, reference_set)
#define SDKT_CLASSIFIER_PRESETS(RUN) RUN(rail_dual, reference_set)

namespace sdkt {
namespace presets::compiled {

// The trainers of the presets.
// NOLINTNEXTLINE(bugprone-macro-parentheses): a name is declared
#define SDKT_PRESET_TYPE(NAME, REFERENCE) using NAME = decltype(presets::NAME(std::declval<clip::model>()));
SDKT_FEATURE_PRESETS(SDKT_PRESET_TYPE)
SDKT_DIVERGENCE_PRESETS(SDKT_PRESET_TYPE)
SDKT_WEIGHT_PRESETS(SDKT_PRESET_TYPE)
SDKT_PARAMETERISED_PRESETS(SDKT_PRESET_TYPE)
SDKT_CLASSIFIER_PRESETS(SDKT_PRESET_TYPE)
#undef SDKT_PRESET_TYPE

}  // namespace presets::compiled

#define SDKT_PRESET_RUN(NAME, REFERENCE)                                                           \
  template run_result<clip::model> presets::compiled::NAME::run_list(std::vector<task>, REFERENCE, \
                                                                     const run_observer&) const;
#if !SDKT_HAS_DEFINITIONS
#define SDKT_EXTERN_RUN(NAME, REFERENCE) extern SDKT_PRESET_RUN(NAME, REFERENCE)
SDKT_FEATURE_PRESETS(SDKT_EXTERN_RUN)
SDKT_DIVERGENCE_PRESETS(SDKT_EXTERN_RUN)
SDKT_WEIGHT_PRESETS(SDKT_EXTERN_RUN)
SDKT_PARAMETERISED_PRESETS(SDKT_EXTERN_RUN)
SDKT_CLASSIFIER_PRESETS(SDKT_EXTERN_RUN)
#undef SDKT_EXTERN_RUN
#endif

}  // namespace sdkt
