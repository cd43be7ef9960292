// SPDX-License-Identifier: MIT
//
// The distribution of a selection's weights, counted on their device without synchronisation.
#pragma once

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::step {

/// Counts weights into the parts of selection_record, on the weights' device.
///
/// Result: whole numbers, so their sum does not depend on the order of addition.
/// Cost: three small operators per step.
class weight_counter {
 public:
  /// Counts weights of any floating type.
  ///
  /// Shapes: weights_R [R].
  void add(const at::Tensor& weights_R);

  /// Adds the counts to a record, and sets them back to 0. Waits for the device.
  void move_to(selection_record& record);

 private:
  void begin(const at::Device& device);

  at::Tensor edges_;   // ascending; a weight belongs to the part with the largest edge not above it
  at::Tensor counts_;  // one part below the first edge and one above the last
};

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/weight_counter.ipp>
#endif
