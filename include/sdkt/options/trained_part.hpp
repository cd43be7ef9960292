// SPDX-License-Identifier: MIT
//
// From the settings of what trains to the weights that train.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt::options {

/// The range of a part of the model in the flat vector of weights.
weight_range range_of(const tower_ranges& towers, trained_part part);

}  // namespace sdkt::options

namespace sdkt {

/// The name of a part, as in settings.
constexpr std::string_view name_of(trained_part part) noexcept {
  switch (part) {
    case trained_part::text_tower:
      return "text_tower";
    case trained_part::both_towers:
      return "both_towers";
    case trained_part::everything:
      return "everything";
    case trained_part::nothing:
      return "nothing";
    case trained_part::image_tower:
      break;
  }
  return "image_tower";
}

}  // namespace sdkt

namespace sdkt::options {

/// The weights that train: those of options.trains that options.trains_only accepts.
///
/// Errors: setting_error if there are none, unless nothing is to train.
template <class Model>
trained_slices slices_that_train(const Model& model, const trainer_options& options) {
  trained_slices trained{model.layout(), range_of(model.towers(), options.trains), options.trains_only};
  if (trained.num_weights() == 0 && options.trains != trained_part::nothing) {
    throw setting_error{"trains_only", "it accepts no weight of the " + std::string{name_of(options.trains)},
                        "let it accept names from weight_layout::slices()"};
  }
  return trained;
}

}  // namespace sdkt::options

#if SDKT_HAS_DEFINITIONS
#include <sdkt/options/impl/trained_part.ipp>
#endif
