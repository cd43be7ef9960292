// SPDX-License-Identifier: MIT
//
// Scalars in the format that TensorBoard reads: records of a TFRecord file, each an Event message.
//
// A record is
//   the length of its data    uint64, little endian
//   masked CRC-32C of those 8 bytes    uint32, little endian
//   the data
//   masked CRC-32C of the data    uint32, little endian
// and the data is a Protocol Buffers message, of which only these fields are written:
//   Event    wall_time = 1 (double), step = 2 (int64), file_version = 3 (string), summary = 5 (Summary)
//   Summary  value = 1 (Value), repeated
//   Value    tag = 1 (string), simple_value = 2 (float)
// The first event of a file holds its version, "brain.Event:2", and nothing else.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sdkt::cli {

/// CRC-32C (Castagnoli: polynomial 0x1EDC6F41, reflected).
inline std::uint32_t crc32c(std::string_view data) {
  static const std::array<std::uint32_t, 256> table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      std::uint32_t value = byte;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? 0x82F63B78U : 0U);
      made[byte] = value;
    }
    return made;
  }();
  std::uint32_t value = 0xFFFFFFFFU;
  for (const char letter : data)
    value = table[(value ^ static_cast<unsigned char>(letter)) & 0xFFU] ^ (value >> 8U);
  return ~value;
}

/// The checksum in the form that records use: masked, so that data that contains checksums
/// is distinguished from them.
/// data that contains checksums.
inline std::uint32_t masked_crc32c(std::string_view data) {
  const std::uint32_t value = crc32c(data);
  return ((value >> 15U) | (value << 17U)) + 0xA282EAD8U;
}

/// Builds a Protocol Buffers message, field by field.
class protobuf_message {
 public:
  protobuf_message& number(unsigned field, std::uint64_t value) {
    put_varint(field << 3U);  // wire type 0
    put_varint(value);
    return *this;
  }
  protobuf_message& real(unsigned field, double value) {
    put_varint(field << 3U | 1U);
    put_bytes(std::bit_cast<std::uint64_t>(value), 8);
    return *this;
  }
  protobuf_message& real(unsigned field, float value) {
    put_varint(field << 3U | 5U);
    put_bytes(std::bit_cast<std::uint32_t>(value), 4);
    return *this;
  }
  /// Appends a string or a message.
  protobuf_message& bytes(unsigned field, std::string_view value) {
    put_varint(field << 3U | 2U);
    put_varint(value.size());
    data_ += value;
    return *this;
  }

  const std::string& data() const noexcept { return data_; }

  /// Appends the lowest `count` bytes of a value, little endian.
  void put_bytes(std::uint64_t value, int count) {
    for (int byte = 0; byte < count; ++byte, value >>= 8U) data_ += static_cast<char>(value & 0xFFU);
  }

 private:
  void put_varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) data_ += static_cast<char>((value & 0x7FU) | 0x80U);
    data_ += static_cast<char>(value);
  }

  std::string data_;
};

/// A record of a TFRecord file.
inline std::string tfrecord(std::string_view data) {
  protobuf_message length;
  length.put_bytes(data.size(), 8);
  protobuf_message length_check, data_check;
  length_check.put_bytes(masked_crc32c(length.data()), 4);
  data_check.put_bytes(masked_crc32c(data), 4);
  return length.data() + length_check.data() + std::string{data} + data_check.data();
}

/// The first record of a file. wall_time: seconds since 1970.
inline std::string tensorboard_version(double wall_time) {
  return tfrecord(protobuf_message{}.real(1, wall_time).bytes(3, "brain.Event:2").data());
}

/// Scalars of one step.
class tensorboard_event {
 public:
  tensorboard_event(std::int64_t step, double wall_time) {
    event_.real(1, wall_time).number(2, static_cast<std::uint64_t>(step));
  }

  /// The tag is UTF-8.
  void add(std::string_view tag, double value) {
    summary_.bytes(1, protobuf_message{}.bytes(1, tag).real(2, static_cast<float>(value)).data());
  }

  std::string record() const {
    protobuf_message whole = event_;
    return tfrecord(whole.bytes(5, summary_.data()).data());
  }

 private:
  protobuf_message event_, summary_;
};

}  // namespace sdkt::cli
