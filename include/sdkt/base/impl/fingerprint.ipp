// SPDX-License-Identifier: MIT
//
// Definitions of fingerprint.hpp.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// XXH64's primes, by their numbers in the specification.
inline constexpr std::uint64_t xxh_prime1 = 0x9E3779B185EBCA87ULL, xxh_prime2 = 0xC2B2AE3D27D4EB4FULL,
                               xxh_prime3 = 0x165667B19E3779F9ULL, xxh_prime4 = 0x85EBCA77C2B2AE63ULL,
                               xxh_prime5 = 0x27D4EB2F165667C5ULL;

/// An integer of little-endian bytes.
template <class Integer>
Integer little_endian_at(const unsigned char* bytes) noexcept {
  Integer value{};
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&value, bytes, sizeof value);
  } else {
    for (std::size_t i = sizeof value; i-- > 0;) value = static_cast<Integer>((value << 8U) | bytes[i]);
  }
  return value;
}

SDKT_INLINE std::uint64_t xxh_round(std::uint64_t lane, std::uint64_t word) noexcept {
  return std::rotl(lane + word * xxh_prime2, 31) * xxh_prime1;
}

SDKT_INLINE void xxh64::absorb(const unsigned char* stripe) noexcept {
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
    lanes_[lane] = xxh_round(lanes_[lane], little_endian_at<std::uint64_t>(stripe + 8 * lane));
}

SDKT_INLINE void xxh64::update(const void* data, std::size_t bytes) {
  const auto* source = static_cast<const unsigned char*>(data);
  num_bytes_ += bytes;
  if (num_rest_ + bytes < stripe_bytes) {
    if (bytes > 0) std::memcpy(rest_.data() + num_rest_, source, bytes);
    num_rest_ += bytes;
    return;
  }
  if (num_rest_ > 0) {
    const std::size_t missing = stripe_bytes - num_rest_;
    std::memcpy(rest_.data() + num_rest_, source, missing);
    absorb(rest_.data());
    source += missing;
    bytes -= missing;
  }
  for (; bytes >= stripe_bytes; source += stripe_bytes, bytes -= stripe_bytes) absorb(source);
  if (bytes > 0) std::memcpy(rest_.data(), source, bytes);
  num_rest_ = bytes;
}

SDKT_INLINE std::uint64_t xxh64::digest() const noexcept {
  std::uint64_t hash = xxh_prime5;
  if (num_bytes_ >= stripe_bytes) {
    hash = std::rotl(lanes_[0], 1) + std::rotl(lanes_[1], 7) + std::rotl(lanes_[2], 12) +
           std::rotl(lanes_[3], 18);
    for (const std::uint64_t lane : lanes_) hash = (hash ^ xxh_round(0, lane)) * xxh_prime1 + xxh_prime4;
  }
  hash += num_bytes_;
  const unsigned char* byte = rest_.data();
  std::size_t left = num_rest_;
  for (; left >= 8; byte += 8, left -= 8) {
    hash ^= xxh_round(0, little_endian_at<std::uint64_t>(byte));
    hash = std::rotl(hash, 27) * xxh_prime1 + xxh_prime4;
  }
  if (left >= 4) {
    hash ^= little_endian_at<std::uint32_t>(byte) * xxh_prime1;
    hash = std::rotl(hash, 23) * xxh_prime2 + xxh_prime3;
    byte += 4;
    left -= 4;
  }
  for (; left > 0; ++byte, --left) hash = std::rotl(hash ^ (*byte * xxh_prime5), 11) * xxh_prime1;
  hash = (hash ^ (hash >> 33U)) * xxh_prime2;
  hash = (hash ^ (hash >> 29U)) * xxh_prime3;
  return hash ^ (hash >> 32U);
}

SDKT_INLINE fingerprint& fingerprint::add(const void* data, std::size_t bytes) {
  std::array<unsigned char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i)
    length[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(bytes) >> (8 * i));
  hash_.update(length.data(), length.size());
  hash_.update(data, bytes);
  return *this;
}

SDKT_INLINE std::string fingerprint::hex() const {
  std::uint64_t rest = value();
  std::string digits(16, '0');
  for (std::size_t place = digits.size(); place-- > 0; rest >>= 4)
    digits[place] = "0123456789abcdef"[rest & 15U];
  return digits;
}

}  // namespace sdkt::detail
