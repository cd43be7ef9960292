// SPDX-License-Identifier: MIT
//
// Definitions of trained_part.hpp.
#pragma once

#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/trained_part.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt::options {

SDKT_INLINE weight_range range_of(const tower_ranges& towers, trained_part part) {
  switch (part) {
    case trained_part::text_tower:
      return towers.text;
    case trained_part::both_towers:
      return {towers.image.begin, towers.text.end};
    case trained_part::everything:
      return {towers.image.begin, towers.logit_scale.end};
    case trained_part::nothing:
      return {};
    case trained_part::image_tower:
      break;
  }
  return towers.image;
}

}  // namespace sdkt::options
