// SPDX-License-Identifier: MIT
//
// The two inner loops of resizing: adding weighted rows of bytes, and transposing bytes.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define SDKT_IMAGE_AVX2 __attribute__((target("avx2")))
#endif

namespace sdkt::detail {

/// Fraction bits of a filter weight. A pixel needs 8 more bits; overshoot and sign need the last two of 32.
inline constexpr int weight_bits = 22;

/// The number of neighbouring bytes that are summed at once; it suits the registers of all common processors.
inline constexpr std::size_t blend_lanes = 16;

/// The sum over k of weights[k] * rows[k * stride + i], rounded and clipped to a byte, for i < Lanes.
///
/// The lanes are independent, so that compilers can vectorise the loops over them.
template <std::size_t Lanes>
void blend_block(const std::uint8_t* rows, std::size_t stride, const std::int32_t* weights, int count,
                 std::uint8_t* target) {
  std::array<std::int32_t, Lanes> sums;
  sums.fill(1 << (weight_bits - 1));
  for (int k = 0; k < count; ++k, rows += stride) {
    const std::int32_t weight = weights[k];
    for (std::size_t i = 0; i < Lanes; ++i) sums[i] += weight * rows[i];
  }
  for (std::size_t i = 0; i < Lanes; ++i) {
    target[i] = static_cast<std::uint8_t>(std::clamp(sums[i] >> weight_bits, 0, 255));
  }
}

/// Adds weighted rows of bytes: target[i] = sum over k of weights[k] * rows[k * stride + i], for i < length.
///
/// The last block may overlap the block before it.
inline void blend_rows_anywhere(const std::uint8_t* rows, std::size_t stride, const std::int32_t* weights,
                                int count, std::uint8_t* target, std::size_t length) {
  if (length < blend_lanes) {
    for (std::size_t i = 0; i < length; ++i) blend_block<1>(rows + i, stride, weights, count, target + i);
    return;
  }
  for (std::size_t i = 0; i < length; i += blend_lanes) {
    const std::size_t at = std::min(i, length - blend_lanes);
    blend_block<blend_lanes>(rows + at, stride, weights, count, target + at);
  }
}

#ifdef SDKT_IMAGE_AVX2
/// Whether the processor has AVX2.
inline bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}

/// Computes the same numbers as blend_rows_anywhere, with AVX2. The length must be at least blend_lanes.
///
/// Uses intrinsics because GCC's code for the plain loop is not faster with AVX2 than without.
SDKT_IMAGE_AVX2 inline void blend_rows_avx2(const std::uint8_t* rows, std::size_t stride,
                                            const std::int32_t* weights, int count, std::uint8_t* target,
                                            std::size_t length) {
  const __m256i half = _mm256_set1_epi32(1 << (weight_bits - 1));
  for (std::size_t i = 0; i < length; i += blend_lanes) {
    const std::size_t at = std::min(i, length - blend_lanes);
    const std::uint8_t* row = rows + at;
    __m256i left = half;
    __m256i right = half;
    for (int k = 0; k < count; ++k, row += stride) {
      const __m256i weight = _mm256_set1_epi32(weights[k]);
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row));
      const __m256i first = _mm256_cvtepu8_epi32(bytes);
      const __m256i second = _mm256_cvtepu8_epi32(_mm_srli_si128(bytes, 8));
      left = _mm256_add_epi32(left, _mm256_mullo_epi32(first, weight));
      right = _mm256_add_epi32(right, _mm256_mullo_epi32(second, weight));
    }
    // Packing clips the values and leaves the four quarters of the block in the order 0, 2, 1, 3.
    const __m256i words =
        _mm256_packs_epi32(_mm256_srai_epi32(left, weight_bits), _mm256_srai_epi32(right, weight_bits));
    const __m256i ordered = _mm256_permute4x64_epi64(words, 0xD8);
    const __m128i result =
        _mm_packus_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target + at), result);
  }
}
#endif

/// Computes blend_rows_anywhere in the fastest way that the processor supports.
inline void blend_rows(const std::uint8_t* rows, std::size_t stride, const std::int32_t* weights, int count,
                       std::uint8_t* target, std::size_t length) {
#ifdef SDKT_IMAGE_AVX2
  if (has_avx2() && length >= blend_lanes) {
    return blend_rows_avx2(rows, stride, weights, count, target, length);
  }
#endif
  blend_rows_anywhere(rows, stride, weights, count, target, length);
}

/// In every group of 2 * Bytes bytes, exchanges the high half of `upper` with the low half of `lower`.
template <int Bytes>
void exchange(std::uint64_t& upper, std::uint64_t& lower) {
  constexpr std::uint64_t low = ~std::uint64_t{0} / ((std::uint64_t{1} << (8 * Bytes)) + 1);
  const std::uint64_t difference = ((upper >> (8 * Bytes)) ^ lower) & low;
  lower ^= difference;
  upper ^= difference << (8 * Bytes);
}

/// Transposes 8 x 8 bytes, each row a little-endian number: exchanges blocks of 4 x 4 bytes, then of 2 x 2,
/// then single bytes.
inline void transpose_eight(const std::uint8_t* source, std::size_t source_stride, std::uint8_t* target,
                            std::size_t target_stride) {
  const auto load = [&](std::size_t i) {
    std::uint64_t row = 0;
    std::memcpy(&row, source + i * source_stride, 8);
    return row;
  };
  std::array<std::uint64_t, 8> rows{load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7)};
  exchange<4>(rows[0], rows[4]);
  exchange<4>(rows[1], rows[5]);
  exchange<4>(rows[2], rows[6]);
  exchange<4>(rows[3], rows[7]);
  exchange<2>(rows[0], rows[2]);
  exchange<2>(rows[1], rows[3]);
  exchange<2>(rows[4], rows[6]);
  exchange<2>(rows[5], rows[7]);
  exchange<1>(rows[0], rows[1]);
  exchange<1>(rows[2], rows[3]);
  exchange<1>(rows[4], rows[5]);
  exchange<1>(rows[6], rows[7]);
  for (std::size_t i = 0; i < 8; ++i) std::memcpy(target + i * target_stride, &rows[i], 8);
}

/// target[x * target_stride + y] = source[y * source_stride + x] for all x < width and y < height.
inline void transpose_bytes(const std::uint8_t* source, std::size_t source_stride, std::uint8_t* target,
                            std::size_t target_stride, std::size_t width, std::size_t height) {
  if (std::endian::native == std::endian::little && width >= 8 && height >= 8) {
    for (std::size_t y = 0; y < height; y += 8) {
      const std::size_t row = std::min(y, height - 8);
      for (std::size_t x = 0; x < width; x += 8) {
        const std::size_t column = std::min(x, width - 8);
        transpose_eight(source + row * source_stride + column, source_stride,
                        target + column * target_stride + row, target_stride);
      }
    }
    return;
  }
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) target[x * target_stride + y] = source[y * source_stride + x];
  }
}

}  // namespace sdkt::detail

#undef SDKT_IMAGE_AVX2
