// SPDX-License-Identifier: MIT
//
// The source of sdkt::compiled: everything that is not a template, the default trainer, and the presets over clip::model.
//
// It is compiled once per part, so that the parts compile at the same time: SDKT_PART is 0 for the definitions and the
// default trainer, 1 to 4 for a family of presets each.
#if SDKT_PART == 0
#define SDKT_SOURCE  // with definitions
#endif
#include <sdkt/presets/compiled.hpp>
#if SDKT_PART == 0
#include <sdkt/sdkt.hpp>
#endif

namespace sdkt {

#if SDKT_PART == 0
SDKT_PARTS_OF_RUNS()
template class trainer<clip::model, dual_teacher, distance_sigmoid, feature_distance, std::tuple<>>;
template run_result<clip::model> trainer<clip::model, dual_teacher, distance_sigmoid, feature_distance,
                                         std::tuple<>>::run_list(std::vector<task>, reference_set,
                                                                 const run_observer&) const;
#elif SDKT_PART == 1
SDKT_FEATURE_PRESETS(SDKT_PRESET_RUN)
#elif SDKT_PART == 2
SDKT_DIVERGENCE_PRESETS(SDKT_PRESET_RUN)
#elif SDKT_PART == 3
SDKT_WEIGHT_PRESETS(SDKT_PRESET_RUN)
#elif SDKT_PART == 4
SDKT_PARAMETERISED_PRESETS(SDKT_PRESET_RUN)
SDKT_CLASSIFIER_PRESETS(SDKT_PRESET_RUN)
#endif

}  // namespace sdkt
