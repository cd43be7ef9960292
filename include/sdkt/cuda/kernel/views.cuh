// SPDX-License-Identifier: MIT
//
// From decoded images to square, normalised views on the device, in the integer arithmetic of
// image/resample.hpp.
//
// Letters: N images, S side of a view in pixels.
#pragma once

#include <cstdint>

#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/team.cuh>

namespace sdkt::cuda {

/// Fraction bits of a filter's weights, as in image/blend.hpp.
inline constexpr int filter_bits = 22;

/// The source positions from which one target position is computed.
struct filter_taps {
  std::int32_t first, count;
  std::int32_t offset;  ///< of the first weight
};

/// How one side becomes S pixels: filtered, or unchanged if positions is null.
struct filter_axis {
  const filter_taps* positions;  ///< [S], or null
  const std::int32_t* weights;

  SDKT_KERNEL_CODE bool is_filtered() const { return positions != nullptr; }
};

/// One image: the pixels from which its view is made, and how they are resized.
struct view_plan {
  const std::uint8_t* pixels;  ///< [height, width, 3], rows `stride` bytes apart
  std::int64_t stride;
  std::int32_t width, height;
  filter_axis across, down;
  bool columns_first;  ///< the order of the two passes decides how the bytes between them are rounded
  /// [S, width, 3] if columns_first, else [height, S, 3]; null without two passes.
  std::uint8_t* between;

  SDKT_KERNEL_CODE bool has_two_passes() const { return across.is_filtered() && down.is_filtered(); }
  /// Rows and columns of the pixels between the passes; 0 without two passes.
  SDKT_KERNEL_CODE std::int32_t rows_between(std::int32_t side) const {
    return !has_two_passes() ? 0 : columns_first ? side : height;
  }
  SDKT_KERNEL_CODE std::int32_t columns_between(std::int32_t side) const {
    return !has_two_passes() ? 0 : columns_first ? width : side;
  }
};

/// The inputs and outputs of a call. Exactly one output is not null.
///
/// `bytes` holds the view itself. The other outputs hold (x / 255 - mean) / deviation, with every operation
/// rounded to fp32 as by ATen's operators on the CPU.
struct view_call {
  const view_plan* images;  ///< [N], on the device
  std::int32_t batch = 0, side = 0;
  float mean[3], deviation[3];  ///< not used for bytes
  float* values;                ///< [N, 3, S, S]
  std::uint16_t* bf16_values;   ///< [N, 3, S, S]
  std::uint8_t* bytes;          ///< [N, 3, S, S]
};

namespace kernel {

/// The three channels of one pixel.
struct rgb_bytes {
  std::uint8_t value[3];
};

SDKT_KERNEL_CODE inline std::uint8_t rounded_byte(std::int32_t sum) {
  sum >>= filter_bits;
  return static_cast<std::uint8_t>(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

/// One filtered pixel. `step` is the distance of two source positions in bytes.
SDKT_KERNEL_CODE inline rgb_bytes filtered_pixel(const std::uint8_t* source, std::int64_t step,
                                                 const filter_axis& axis, std::int32_t target) {
  const filter_taps taps = axis.positions[target];
  const std::int32_t* const weights = axis.weights + taps.offset;
  source += taps.first * step;
  constexpr std::int32_t half = 1 << (filter_bits - 1);
  std::int32_t red = half, green = half, blue = half;
  for (std::int32_t tap = 0; tap < taps.count; ++tap, source += step) {
    const std::int32_t weight = weights[tap];
    red += weight * source[0];
    green += weight * source[1];
    blue += weight * source[2];
  }
  return {{rounded_byte(red), rounded_byte(green), rounded_byte(blue)}};
}

/// One pixel between the two passes of an image: row y below rows_between, column x below columns_between.
SDKT_KERNEL_CODE inline void filter_first(const view_plan& image, std::int32_t side, std::int32_t y,
                                          std::int32_t x) {
  const rgb_bytes pixel = image.columns_first
                              ? filtered_pixel(image.pixels + 3 * x, image.stride, image.down, y)
                              : filtered_pixel(image.pixels + y * image.stride, 3, image.across, x);
  std::uint8_t* const target = image.between + 3 * (std::int64_t{y} * image.columns_between(side) + x);
  target[0] = pixel.value[0];
  target[1] = pixel.value[1];
  target[2] = pixel.value[2];
}

/// One pixel of a view, before it is normalised.
SDKT_KERNEL_CODE inline rgb_bytes filter_last(const view_plan& image, std::int32_t side, std::int32_t y,
                                              std::int32_t x) {
  if (image.has_two_passes()) {
    return image.columns_first
               ? filtered_pixel(image.between + std::int64_t{3} * image.width * y, 3, image.across, x)
               : filtered_pixel(image.between + 3 * x, std::int64_t{3} * side, image.down, y);
  }
  const std::uint8_t* const row = image.pixels + y * image.stride;
  if (image.across.is_filtered()) return filtered_pixel(row, 3, image.across, x);
  if (image.down.is_filtered()) return filtered_pixel(image.pixels + 3 * x, image.stride, image.down, y);
  const std::uint8_t* const pixel = row + 3 * x;
  return {{pixel[0], pixel[1], pixel[2]}};
}

/// Writes one channel of a pixel to index `place` of [N, 3, S, S].
SDKT_KERNEL_CODE inline void write_value(const view_call& call, std::int64_t place, std::uint8_t byte,
                                         float mean, float deviation) {
  if (call.bytes != nullptr) {
    call.bytes[place] = byte;
    return;
  }
  const float value = (static_cast<float>(byte) / 255.0F - mean) / deviation;
  if (call.values != nullptr) {
    call.values[place] = value;
  } else {
    call.bf16_values[place] = to_bf16(value);
  }
}

/// One pixel of the view of one image of the batch.
SDKT_KERNEL_CODE inline void view_pixel(const view_call& call, std::int32_t image, std::int32_t y,
                                        std::int32_t x) {
  const rgb_bytes pixel = filter_last(call.images[image], call.side, y, x);
  const std::int64_t square = std::int64_t{call.side} * call.side;
  const std::int64_t place = 3 * image * square + y * call.side + x;
  // Not a loop over channels: a variable index would put mean and deviation into memory.
  write_value(call, place, pixel.value[0], call.mean[0], call.deviation[0]);
  write_value(call, place + square, pixel.value[1], call.mean[1], call.deviation[1]);
  write_value(call, place + 2 * square, pixel.value[2], call.mean[2], call.deviation[2]);
}

}  // namespace kernel

}  // namespace sdkt::cuda
