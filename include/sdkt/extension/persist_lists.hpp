// SPDX-License-Identifier: MIT
//
// Lists of whole numbers and of strings in an archive, which holds only tensors and numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/archive.hpp>

namespace sdkt::detail {

/// Stores or restores a list of whole numbers: its size as a number, its values as an int64 tensor.
///
/// Checkpoints keep the type of a tensor, so that every value is exact. Restored values may be on another device.
inline void persist_list(archive& state, const std::string& name, std::vector<std::int64_t>& values) {
  auto size = static_cast<std::int64_t>(values.size());
  at::Tensor stored = at::empty({size}, at::kLong);
  for (std::int64_t i = 0; i < size; ++i) {
    stored.mutable_data_ptr<std::int64_t>()[i] = values[static_cast<std::size_t>(i)];
  }
  state(name + "_size", size);
  if (size > 0) state(name, stored);
  stored = stored.to(at::kCPU, at::kLong).contiguous();
  const auto* value = stored.const_data_ptr<std::int64_t>();
  values.assign(value, value + (size > 0 ? stored.numel() : 0));
}

/// Stores or restores a list of strings: their bytes, with -1 after each string.
inline void persist_list(archive& state, const std::string& name, std::vector<std::string>& texts) {
  std::vector<std::int64_t> bytes;
  for (const auto& text : texts) {
    for (const char c : text) bytes.push_back(static_cast<unsigned char>(c));
    bytes.push_back(-1);
  }
  persist_list(state, name, bytes);
  texts.clear();
  std::string text;
  for (const std::int64_t byte : bytes) {
    if (byte < 0) {
      texts.push_back(text);
      text.clear();
    } else {
      text += static_cast<char>(byte);
    }
  }
}

/// Stores or restores a list of lists.
template <class Element>
void persist_list(archive& state, const std::string& name, std::vector<std::vector<Element>>& lists) {
  auto size = static_cast<std::int64_t>(lists.size());
  state(name + "_lists", size);
  if (state.restores() && (size < 0 || static_cast<std::uint64_t>(size) > state.numbers().size())) {
    throw broken_checkpoint("it has fewer lists of " + name + " than it states");
  }
  lists.resize(static_cast<std::size_t>(size));
  for (std::size_t list = 0; list < lists.size(); ++list) {
    persist_list(state, name + "_" + std::to_string(list), lists[list]);
  }
}

}  // namespace sdkt::detail
