// SPDX-License-Identifier: MIT
//
// Decoded images to square, normalised views on the device, in the integer arithmetic of image/resample.hpp.
//
// Letters: N images, S pixels of a side.
#pragma once

#include <cstdint>

#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/team.cuh>

namespace sdkt::cuda {

/// Fraction bits of a filter's weights, as in image/blend.hpp.
inline constexpr int filter_bits = 22;

/// The source positions that one target position is made of.
struct filter_taps {
  std::int32_t first, count;
  std::int32_t offset;  ///< of the first weight
};

/// How one side becomes S pixels: filtered, or unchanged where there are no positions.
struct filter_axis {
  const filter_taps* positions;  ///< [S], or null
  const std::int32_t* weights;

  SDKT_KERNEL_CODE bool is_filtered() const { return positions != nullptr; }
};

/// One image: the pixels that its view reads, and how they are resized.
struct view_plan {
  const std::uint8_t* pixels;  ///< [height, width, 3], rows `stride` bytes apart
  std::int64_t stride;
  std::int32_t width, height;
  filter_axis across, down;
  bool columns_first;  ///< which of two passes comes first decides how the bytes between them are rounded
  std::uint8_t*
      between;  ///< [S, width, 3] with the columns first, else [height, S, 3]; null without two passes

  SDKT_KERNEL_CODE bool has_two_passes() const { return across.is_filtered() && down.is_filtered(); }
  /// Bytes between the passes.
  SDKT_KERNEL_CODE std::int64_t size_between(std::int32_t side) const {
    return has_two_passes() ? std::int64_t{3} * side * (columns_first ? width : height) : 0;
  }
};

/// What a call reads and writes. All outputs but one are null.
///
/// Bytes are those of the view; the others are (x / 255 - mean) / deviation, with every step rounded to fp32,
/// as ATen's operators on the CPU round it.
struct view_call {
  const view_plan* images;  ///< [N], on the device
  std::int32_t batch = 0, side = 0;
  float mean[3], deviation[3];  ///< of no use to bytes
  float* values;                ///< [N, 3, S, S]
  std::uint16_t* bf16_values;   ///< [N, 3, S, S]
  std::uint8_t* bytes;          ///< [N, 3, S, S]
};

namespace kernel {

/// One byte of one target position: `step` bytes lie between two source positions.
SDKT_KERNEL_CODE inline std::uint8_t filtered_byte(const std::uint8_t* source, std::int64_t step,
                                                   const filter_axis& axis, std::int32_t target) {
  const filter_taps taps = axis.positions[target];
  const std::int32_t* const weights = axis.weights + taps.offset;
  source += taps.first * step;
  std::int32_t sum = 1 << (filter_bits - 1);
  for (std::int32_t tap = 0; tap < taps.count; ++tap) sum += weights[tap] * source[tap * step];
  sum >>= filter_bits;
  return static_cast<std::uint8_t>(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

/// One byte between the two passes of an image.
SDKT_KERNEL_CODE inline void filter_first(const view_plan& image, std::int32_t side, std::int64_t index) {
  const auto channel = static_cast<std::int32_t>(index % 3);
  const std::int64_t pixel = index / 3;
  if (image.columns_first) {
    const auto x = static_cast<std::int32_t>(pixel % image.width),
               y = static_cast<std::int32_t>(pixel / image.width);
    image.between[index] = filtered_byte(image.pixels + 3 * x + channel, image.stride, image.down, y);
  } else {
    const auto x = static_cast<std::int32_t>(pixel % side), y = static_cast<std::int32_t>(pixel / side);
    image.between[index] = filtered_byte(image.pixels + y * image.stride + channel, 3, image.across, x);
  }
}

/// One pixel of a view, before it is normalised.
SDKT_KERNEL_CODE inline std::uint8_t filter_last(const view_plan& image, std::int32_t side,
                                                 std::int32_t channel, std::int32_t y, std::int32_t x) {
  if (image.has_two_passes()) {
    if (image.columns_first) {
      return filtered_byte(image.between + std::int64_t{3} * image.width * y + channel, 3, image.across, x);
    }
    return filtered_byte(image.between + 3 * x + channel, std::int64_t{3} * side, image.down, y);
  }
  if (image.across.is_filtered())
    return filtered_byte(image.pixels + y * image.stride + channel, 3, image.across, x);
  if (image.down.is_filtered())
    return filtered_byte(image.pixels + 3 * x + channel, image.stride, image.down, y);
  return image.pixels[y * image.stride + 3 * x + channel];
}

/// One value of the batch, index of [N, 3, S, S].
SDKT_KERNEL_CODE inline void view_value(const view_call& call, std::int64_t index) {
  const std::int64_t square = std::int64_t{call.side} * call.side;
  const auto x = static_cast<std::int32_t>(index % call.side);
  const auto y = static_cast<std::int32_t>(index % square / call.side);
  const auto channel = static_cast<std::int32_t>(index / square % 3);
  const view_plan& image = call.images[index / (3 * square)];
  const std::uint8_t byte = filter_last(image, call.side, channel, y, x);
  if (call.bytes != nullptr) {
    call.bytes[index] = byte;
    return;
  }
  const float value = (static_cast<float>(byte) / 255.0F - call.mean[channel]) / call.deviation[channel];
  if (call.values != nullptr) {
    call.values[index] = value;
  } else {
    call.bf16_values[index] = to_bf16(value);
  }
}

}  // namespace kernel

}  // namespace sdkt::cuda
