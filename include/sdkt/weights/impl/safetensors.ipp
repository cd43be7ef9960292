// SPDX-License-Identifier: MIT
//
// Definitions of safetensors.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/text/json_events.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/safetensors_header.hpp>
#include <sdkt/weights/safetensors_types.hpp>

namespace sdkt::weights {

SDKT_INLINE safetensors_file::safetensors_file(const std::filesystem::path& path) : file_{path} {
  constexpr std::uint64_t largest_header = 100'000'000;
  unsigned char prefix[8] = {};
  if (file_.size() < sizeof prefix) refuse_other("has fewer than 8 bytes and thus no safetensors header");
  file_.read(prefix, sizeof prefix, 0);
  std::uint64_t length = 0;
  for (std::size_t byte = sizeof prefix; byte-- > 0;) length = (length << 8) | prefix[byte];
  if (length > largest_header) refuse_other("announces a header of " + std::to_string(length) + " bytes");
  if (sizeof prefix + length > file_.size()) {
    refuse_other("ends inside its header of " + std::to_string(length) + " bytes");
  }
  std::string text(static_cast<std::size_t>(length), '\0');
  file_.read(text.data(), text.size(), sizeof prefix);
  if (text.empty() || text.front() != '{') refuse_other("has a header that does not start with {");
  detail::safetensors_header_reader header;
  if (!detail::read_json(text, header)) {
    refuse(header.problem);
  }
  data_ = sizeof prefix + length;
  const std::string problem = detail::safetensors_problem(header.entries, file_.size() - data_);
  if (!problem.empty()) refuse(problem);
  entries_ = std::move(header.entries);
  metadata_ = std::move(header.metadata);
}

SDKT_INLINE std::vector<std::string> safetensors_file::names() const {
  std::vector<std::string> result;
  result.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) result.push_back(name);
  return result;
}

SDKT_INLINE at::Tensor safetensors_file::read(const std::string& name) const {
  const safetensors_entry& wanted = checked_entry(name);
  at::Tensor values = at::empty(wanted.shape, at::kFloat);
  read_into(name, values);
  return values;
}

SDKT_INLINE at::Tensor safetensors_file::read_as_stored(const std::string& name) const {
  const safetensors_entry& wanted = entry(name);
  const auto type = detail::type_of_safetensors(wanted.dtype);
  if (!type || *type == at::kBool) refuse_type(name, wanted.dtype);
  at::Tensor values = at::empty(wanted.shape, *type);
  file_.read(values.mutable_data_ptr(), static_cast<std::size_t>(wanted.end - wanted.begin),
             data_ + wanted.begin);
  return values;
}

SDKT_INLINE void safetensors_file::read_into(const std::string& name, const at::Tensor& destination) const {
  const safetensors_entry& wanted = checked_entry(name);
  if (destination.scalar_type() != at::kFloat || !destination.is_contiguous() || !destination.is_cpu() ||
      destination.sizes() != at::IntArrayRef{wanted.shape}) {
    throw shape_error{path().string() + ", tensor \"" + detail::shown_text(name) + "\"",
                      "cannot be read into " + detail::shape_text("a tensor of shape", destination.sizes()),
                      "pass a contiguous fp32 CPU tensor of " + detail::shape_text("shape", wanted.shape)};
  }
  const std::uint64_t first = data_ + wanted.begin;
  if (wanted.dtype == "F32") {
    file_.read(destination.mutable_data_ptr<float>(), static_cast<std::size_t>(wanted.end - wanted.begin),
               first);
    return;
  }
  const at::Tensor flat = destination.view(-1);
  const at::Tensor half = at::empty({std::min<std::int64_t>(flat.numel(), 1 << 20)},
                                    wanted.dtype == "F16" ? at::kHalf : at::kBFloat16);
  for (std::int64_t done = 0; done < flat.numel(); done += half.numel()) {
    const std::int64_t count = std::min(half.numel(), flat.numel() - done);
    file_.read(half.mutable_data_ptr(), static_cast<std::size_t>(2 * count),
               first + static_cast<std::uint64_t>(2 * done));
    flat.narrow(0, done, count).copy_(half.narrow(0, 0, count));
  }
}

SDKT_INLINE void safetensors_file::refuse_other(std::string_view what) const {
  if (const auto kind = detail::kind_in_place_of_weights(file_))
    throw format_error{path().string(), kind->what, kind->remedy};
  refuse(what);
}

SDKT_INLINE void safetensors_file::refuse(std::string_view what) const {
  throw format_error{path().string(), detail::shown_text(what),
                     "it is damaged or not a safetensors file: download it again"};
}

SDKT_INLINE const safetensors_entry& safetensors_file::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    throw format_error{path().string(), "has no tensor \"" + detail::shown_text(name) + "\"",
                       "check that it is the right file"};
  }
  return found->second;
}

SDKT_INLINE const safetensors_entry& safetensors_file::checked_entry(const std::string& name) const {
  const safetensors_entry& wanted = entry(name);
  if (wanted.dtype != "F32" && wanted.dtype != "F16" && wanted.dtype != "BF16") {
    refuse_type(name, wanted.dtype);
  }
  return wanted;
}

SDKT_INLINE void safetensors_file::refuse_type(const std::string& name, const std::string& dtype) const {
  throw format_error{path().string() + ", tensor \"" + detail::shown_text(name) + "\"",
                     "has values of type " + dtype + ", but only F32, F16 and BF16 are supported",
                     "convert it"};
}

}  // namespace sdkt::weights
