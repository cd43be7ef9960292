// SPDX-License-Identifier: MIT
//
// Cross-entropy over scaled cosines and its gradient, without writing the logits [B, C] to memory.
//
// Letters: B images, E features, C classes.
#pragma once

#include <cmath>
#include <cstdint>

#include <sdkt/cuda/kernel/team.cuh>

namespace sdkt::cuda {

/// The inputs and outputs of a call. Rows are contiguous; pointers need only the alignment of their type.
///
///     loss = mean_b -sum_c target_bc log softmax_c(scale * u_b . t_c)
///     target_bc = (1 - smoothing) * [c is the label of b] + smoothing / C
///
/// with u the image features scaled to unit length.
///
/// Gradient: `gradient` is that of upstream * loss with respect to the features before they are scaled to
/// unit length. scale_terms sum to the gradient with respect to the scale.
struct cross_entropy_call {
  const float* images;         ///< [B, E]
  const float* texts;          ///< [C, E], of unit length
  const std::int64_t* labels;  ///< [B], 0 to C - 1; any other label makes its row NaN
  const float* scale;          ///< [] exponentiated, on the device
  const float* upstream;       ///< []; null: 1
  std::int64_t batch = 0, width = 0, classes = 0;
  float smoothing = 0;
  float* gradient;     ///< [B, E]
  float* losses;       ///< [B], their mean is the loss
  float* scale_terms;  ///< [B], or null
};

/// Largest C + E for which every device has enough shared memory: 99 KiB per block.
inline constexpr std::int64_t most_classes_and_features = 25000;

/// Threads of a block. There is one block per image.
inline constexpr int classify_threads = 256;

namespace kernel {

/// The loss and gradient of one image. shared: C + E floats of the block.
///
/// Memory: reads the texts twice, from the cache if they fit (C = 1,000, E = 512: 2 MB), and the image once.
template <class Team>
SDKT_KERNEL_CODE void classify_image(Team& team, const cross_entropy_call& call, float* shared,
                                     std::int64_t image) {
  constexpr int warps = Team::threads / warp_size;
  const std::int64_t first = image * call.width;
  float* const logits = shared;
  float* const unit = shared + call.classes;

  const float squares = team.template sum<1>([&](int thread) {
                              floats<1> sum{};
                              for (std::int64_t e = thread; e < call.width; e += Team::threads) {
                                const float value = unit[e] = call.images[first + e];
                                sum.value[0] += value * value;
                              }
                              return sum;
                            })
                            .value[0];
  const unit_factor to_unit{squares};
  team.each([&](int thread) {
    for (std::int64_t e = thread; e < call.width; e += Team::threads) unit[e] *= to_unit.inverse;
  });

  const float scale = *call.scale;
  team.each_warp([&](int warp, bool writes, const auto& sum) {
    for (std::int64_t c = warp; c < call.classes; c += warps) {
      const float* const text = call.texts + c * call.width;
      const float cosine = sum([&](int lane) {
        float part = 0.0F;
        for (std::int64_t e = lane; e < call.width; e += warp_size) part += unit[e] * text[e];
        return part;
      });
      if (writes) logits[c] = scale * cosine;
    }
  });

  const float top = team.largest([&](int thread) {
    float mine = logits[0];
    for (std::int64_t c = thread; c < call.classes; c += Team::threads)
      mine = logits[c] > mine || logits[c] != logits[c] ? logits[c] : mine;
    return mine;
  });
  const std::int64_t label = call.labels[image];
  const bool is_label = label >= 0 && label < call.classes;
  const float chosen = is_label ? logits[label] - top : NAN;  // read before any thread changes it
  // Two sums over the classes: of the exponentials except the label's, and of all logits minus the largest.
  // The label's slope is computed from the first sum, because 1 minus its probability would lose digits when
  // the model is confident.
  const floats<2> total = team.template sum<2>([&](int thread) {
    floats<2> sum{};
    for (std::int64_t c = thread; c < call.classes; c += Team::threads) {
      if (c != label) sum.value[0] += expf(logits[c] - top);
      sum.value[1] += logits[c] - top;
    }
    return sum;
  });
  const float others = total.value[0];
  const float whole = others + expf(chosen);
  const float log_sum = chosen == 0.0F ? log1pf(others) : logf(whole);
  const float share = call.smoothing / static_cast<float>(call.classes);
  const float loss = log_sum - (1.0F - call.smoothing) * chosen - share * total.value[1];
  const float upstream = call.upstream == nullptr ? 1.0F : *call.upstream;
  const float factor = is_label ? upstream / static_cast<float>(call.batch) : NAN;

  // Replaces the logits by their gradients. The gradient of the scale is the sum of slope * logit / scale.
  const float scaled = team.template sum<1>([&](int thread) {
                             floats<1> sum{};
                             for (std::int64_t c = thread; c < call.classes; c += Team::threads) {
                               const float above = c == label ? call.smoothing - others / whole
                                                              : expf(logits[c] - top) / whole;
                               const float slope = factor * (above - share);
                               sum.value[0] += slope * (logits[c] - top - chosen);  // slopes sum to 0
                               logits[c] = slope * scale;
                             }
                             return sum;
                           })
                           .value[0];

  const float along = team.template sum<1>([&](int thread) {  // u . gradient with respect to u
                            floats<1> sum{};
                            for (std::int64_t e = thread; e < call.width; e += Team::threads) {
                              float slope = 0.0F;
                              for (std::int64_t c = 0; c < call.classes; ++c)
                                slope += logits[c] * call.texts[c * call.width + e];
                              call.gradient[first + e] = slope;
                              sum.value[0] += slope * unit[e];
                            }
                            return sum;
                          })
                          .value[0];
  team.each([&](int thread) {
    for (std::int64_t e = thread; e < call.width; e += Team::threads) {
      const float projected = to_unit.is_clamped ? 0.0F : unit[e] * along;
      call.gradient[first + e] = (call.gradient[first + e] - projected) * to_unit.inverse;
    }
    if (thread > 0) return;
    call.losses[image] = loss;
    if (call.scale_terms != nullptr) call.scale_terms[image] = scaled / scale;
  });
}

}  // namespace kernel

}  // namespace sdkt::cuda
