// SPDX-License-Identifier: MIT
//
// Resizes along rows with AVX2 instructions, two rows at a time.
//
// Each weight is split into its upper part and its lower 15 bits. One instruction can then multiply two taps
// of eight values by such parts and add the products. Sums are modulo 2^32, like sums with whole weights.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <sdkt/image/blend.hpp>
#include <sdkt/image/filter_table.hpp>
#include <sdkt/image/image.hpp>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define SDKT_HAS_AVX2_ROWS 1
#define SDKT_IMAGE_AVX2 __attribute__((target("avx2")))

namespace sdkt::detail::avx2 {

inline constexpr int lower_bits = 15;

/// The weights of four taps: lower and upper parts of the first two, then of the last two, one pair per word.
struct four_weights {
  std::array<std::uint32_t, 2> lower, upper;
};

/// Appends the weights of one target position in groups of four; the last group is padded with zeros.
inline void append_parts(std::span<const std::int32_t> weights, std::vector<four_weights>& parts) {
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (k % 4 == 0) parts.push_back({});
    const std::size_t pair = k % 4 / 2, shift = k % 2 * 16;
    const std::int32_t lower = weights[k] & ((1 << lower_bits) - 1), upper = weights[k] >> lower_bits;
    parts.back().lower[pair] |= static_cast<std::uint32_t>(lower) << shift;
    parts.back().upper[pair] |= (static_cast<std::uint32_t>(upper) & 0xFFFF) << shift;
  }
}

/// The byte of the row at which a target pixel begins to read, and the groups of its weights.
struct row_position {
  std::size_t first;
  std::size_t group, groups;
};

/// Multiplies two taps of eight values by a pair of parts and adds the products.
SDKT_IMAGE_AVX2 inline __m256i products(__m256i taps, std::uint32_t pair) {
  return _mm256_madd_epi16(taps, _mm256_set1_epi32(static_cast<int>(pair)));
}

/// One target pixel of two rows, before clipping: red, green and blue of the first row in words 0 to 2, of
/// the second row in words 4 to 6.
///
/// first, second: the source pixels. Sixteen bytes are read for every four pixels.
SDKT_IMAGE_AVX2 inline __m256i filtered_pixel(const std::uint8_t* first, const std::uint8_t* second,
                                              const four_weights* weights, std::size_t groups) {
  constexpr char none = -128;
  // Widen bytes to words and put two taps of a colour side by side: pixels 0 and 1, then pixels 2 and 3.
  const __m256i pair_0 = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, none, 3, none, 1, none, 4, none, 2, none, 5, none, none, none, none, none));
  const __m256i pair_1 = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(6, none, 9, none, 7, none, 10, none, 8, none, 11, none, none, none, none, none));
  __m256i lower = _mm256_set1_epi32(1 << (weight_bits - 1));
  __m256i upper = _mm256_setzero_si256();
  for (std::size_t group = 0; group < groups; ++group) {
    const __m128i above = _mm_loadu_si128(reinterpret_cast<const __m128i*>(first + 12 * group));
    const __m128i below = _mm_loadu_si128(reinterpret_cast<const __m128i*>(second + 12 * group));
    const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(above), below, 1);
    const __m256i taps_0 = _mm256_shuffle_epi8(both, pair_0), taps_1 = _mm256_shuffle_epi8(both, pair_1);
    const four_weights& four = weights[group];
    lower = _mm256_add_epi32(lower, products(taps_0, four.lower[0]));
    upper = _mm256_add_epi32(upper, products(taps_0, four.upper[0]));
    lower = _mm256_add_epi32(lower, products(taps_1, four.lower[1]));
    upper = _mm256_add_epi32(upper, products(taps_1, four.upper[1]));
  }
  return _mm256_srai_epi32(_mm256_add_epi32(lower, _mm256_slli_epi32(upper, lower_bits)), weight_bits);
}

/// Writes four pixels of two rows, twelve bytes per row. Packing clips the values.
SDKT_IMAGE_AVX2 inline void store_pixels(__m256i p0, __m256i p1, __m256i p2, __m256i p3, std::uint8_t* first,
                                         std::uint8_t* second) {
  constexpr char none = -128;
  const __m256i dense = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, none, none, none, none));
  const __m256i packed = _mm256_packus_epi16(_mm256_packs_epi32(p0, p1), _mm256_packs_epi32(p2, p3));
  std::array<std::uint8_t, 32> bytes;
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(bytes.data()), _mm256_shuffle_epi8(packed, dense));
  std::memcpy(first, bytes.data(), 12);
  std::memcpy(second, bytes.data() + 16, 12);
}

/// Filters two rows into four or more target pixels. May read sixteen bytes beyond the source pixels.
SDKT_IMAGE_AVX2 inline void filter_two_rows(const std::uint8_t* first, const std::uint8_t* second,
                                            const std::vector<row_position>& positions,
                                            const std::vector<four_weights>& weights,
                                            std::uint8_t* first_target, std::uint8_t* second_target) {
  for (std::size_t x = 0; x < positions.size(); x += 4) {
    const std::size_t at = std::min(x, positions.size() - 4);  // the last four may overlap the four before
    __m256i pixels[4];
    for (std::size_t i = 0; i < 4; ++i) {
      const row_position& taps = positions[at + i];
      pixels[i] =
          filtered_pixel(first + taps.first, second + taps.first, weights.data() + taps.group, taps.groups);
    }
    store_pixels(pixels[0], pixels[1], pixels[2], pixels[3], first_target + 3 * at, second_target + 3 * at);
  }
}

/// Filters every row into four or more target pixels.
inline rgb_image filter_rows(const pixel_window& source, const filter_table& table) {
  constexpr std::size_t overread = 16;
  rgb_image result = blank_image(static_cast<int>(table.positions.size()), source.height);
  const std::size_t source_bytes = 3 * static_cast<std::size_t>(source.width);
  const std::size_t target_bytes = 3 * table.positions.size();
  std::vector<four_weights> weights;
  std::vector<row_position> positions;
  for (const auto& position : table.positions) {
    const std::size_t group = weights.size();
    append_parts({table.weights_of(position), static_cast<std::size_t>(position.count)}, weights);
    positions.push_back({3 * static_cast<std::size_t>(position.first), group, weights.size() - group});
  }
  std::vector<std::uint8_t> copies(2 * (source_bytes + overread));  // of rows too close to the image's end
  for (int top = 0; top < source.height; top += 2) {
    const int bottom = std::min(top + 1, source.height - 1);
    const std::uint8_t* first = source.row(top);
    const std::uint8_t* second = source.row(bottom);
    if (static_cast<std::size_t>(source.height - 1 - bottom) * source.stride < overread) {
      first = std::copy_n(first, source_bytes, copies.data()) - source_bytes;
      second = std::copy_n(second, source_bytes, copies.data() + source_bytes + overread) - source_bytes;
    }
    std::uint8_t* target = result.pixels.data() + static_cast<std::size_t>(top) * target_bytes;
    filter_two_rows(first, second, positions, weights, target,
                    target + static_cast<std::size_t>(bottom - top) * target_bytes);
  }
  return result;
}

}  // namespace sdkt::detail::avx2

#undef SDKT_IMAGE_AVX2
#endif
