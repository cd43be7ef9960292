// SPDX-License-Identifier: MIT
//
// From the settings of what trains to the weights that do.
#pragma once

#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// The range of a part of the model in its flat vector.
inline weight_range range_of(const tower_ranges& towers, trained_part part) {
  switch (part) {
    case trained_part::text_tower:
      return towers.text;
    case trained_part::both_towers:
      return {towers.image.begin, towers.text.end};
    case trained_part::everything:
      return {towers.image.begin, towers.logit_scale.end};
    case trained_part::image_tower:
      break;
  }
  return towers.image;
}

/// The name of a part in settings.
inline std::string name_of(trained_part part) {
  switch (part) {
    case trained_part::text_tower:
      return "text_tower";
    case trained_part::both_towers:
      return "both_towers";
    case trained_part::everything:
      return "everything";
    case trained_part::image_tower:
      break;
  }
  return "image_tower";
}

/// The weights that train: options.trains, of those the ones that options.trains_only accepts.
///
/// Errors: setting_error if that is none.
template <class Model>
trained_slices slices_that_train(const Model& model, const trainer_options& options) {
  trained_slices trained{model.layout(), range_of(model.towers(), options.trains), options.trains_only};
  if (trained.num_weights() == 0) {
    throw setting_error{"trains_only", "it accepts no weight of the " + name_of(options.trains),
                        "let it accept the names that weight_layout::slices() gives"};
  }
  return trained;
}

}  // namespace sdkt
