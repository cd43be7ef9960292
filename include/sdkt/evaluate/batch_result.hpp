// SPDX-License-Identifier: MIT
//
// The results of one batch of an evaluation, and their exchange between processes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/evaluation_plan.hpp>

namespace sdkt::evaluate {

/// The two best classes of each image, [N, 2]; [N, 1] if there is only one class.
struct best_classes {
  at::Tensor logits_N2, labels_N2;
};

/// Shapes: logits_NC [N, C].
best_classes best_two_classes(const at::Tensor& logits_NC);

/// The results of a batch on the device, before the host waits for them.
struct batch_result {
  evaluation_piece part;
  at::Tensor distance;                 ///< [], sum over the batch
  best_classes own = {}, joined = {};  ///< in both label spaces; undefined for reference images
  at::Tensor features_NE = {};         ///< of the first stage of several processes, else undefined
};

/// The results of one batch per process. All processes call this with the same parts.
///
/// own: the batch of this process; nothing in a last round that has fewer batches than processes. feature_width: E if
/// the results have features, else 0.
/// Result: one entry per part, on the device.
std::vector<batch_result> gather_results(const distributed::processes& group,
                                         const std::optional<batch_result>& own,
                                         const std::vector<evaluation_piece>& parts,
                                         std::int64_t feature_width, const at::Device& device);

}  // namespace sdkt::evaluate

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/batch_result.ipp>
#endif
