// SPDX-License-Identifier: MIT
//
// Cross-entropy over scaled cosines with its gradient, without ever writing the logits [B, C].
//
// Letters: B images, E features, C classes.
#pragma once

#include <cmath>
#include <cstdint>

#include <sdkt/cuda/kernel/team.cuh>

namespace sdkt::cuda {

/// What a call reads and writes. Rows are contiguous; no pointer needs more than the alignment of its type.
///
/// loss = mean_b -sum_c target_bc log softmax_c(scale * u_b . t_c), u the image features at unit length,
/// target = (1 - smoothing) of the label's class + smoothing / C. `gradient` is that of upstream * loss with
/// respect to the features as they came; scale_terms sum to that with respect to the scale.
struct cross_entropy_call {
  const float* images;         ///< [B, E]
  const float* texts;          ///< [C, E], of unit length
  const std::int64_t* labels;  ///< [B], 0 to C - 1; a row with another label gives not-a-number
  const float* scale;          ///< [] exponentiated, on the device
  const float* upstream;       ///< []; null: 1
  std::int64_t batch = 0, width = 0, classes = 0;
  float smoothing = 0;
  float* gradient;     ///< [B, E]
  float* losses;       ///< [B], their mean is the loss
  float* scale_terms;  ///< [B], or null
};

/// Classes and features together that every device has shared memory for: 99 KiB a block.
inline constexpr std::int64_t most_classes_and_features = 25000;

/// Threads of a block, one block an image.
inline constexpr int classify_threads = 256;

namespace kernel {

/// One image. shared: C + E floats of the block's own.
///
/// Reads the texts twice, from the cache where they fit (C = 1,000, E = 512: 2 MB), and the image once.
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
  const float chosen = is_label ? logits[label] - top : NAN;  // before any thread changes it
  // Of the exponentials but the label's, and of all logits below the top. The label's own slope is their
  // share: 1 minus its probability would lose its digits where the model is sure.
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

  // The logits become their gradient, and their product with it that of the scale.
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
