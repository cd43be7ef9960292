// SPDX-License-Identifier: MIT
//
// Definitions of safetensors_write.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/text/json_text.hpp>
#include <sdkt/weights/safetensors_header.hpp>
#include <sdkt/weights/safetensors_types.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt::detail {

/// The type in which a tensor's values are stored.
SDKT_INLINE at::ScalarType type_to_store(const weights::named_tensor& tensor, stored_type wanted) {
  switch (wanted) {
    case stored_type::fp32:
      return at::kFloat;
    case stored_type::fp16:
      return at::kHalf;
    case stored_type::bf16:
      return at::kBFloat16;
    case stored_type::own:
      break;
  }
  return tensor.values.scalar_type();
}

SDKT_INLINE std::string safetensors_header(const std::vector<weights::named_tensor>& tensors,
                                           stored_type wanted,
                                           const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    for (const auto& [key, value] : metadata) {
      if (header.back() != '{') header += ',';
      header.append(json_string(key)).append(":").append(json_string(value));
    }
    header += '}';
  }
  std::uint64_t place = 0;
  for (const auto& tensor : tensors) {
    const auto& [name, values] = tensor;
    const std::string_view dtype = safetensors_dtype(type_to_store(tensor, wanted));
    if (header.size() > 1) header += ',';
    header.append(json_string(name)).append(":{\"dtype\":\"").append(dtype).append("\",\"shape\":[");
    for (std::int64_t axis = 0; axis < values.dim(); ++axis) {
      header.append(axis > 0 ? "," : "").append(std::to_string(values.size(axis)));
    }
    const std::uint64_t end =
        place + safetensors_element_size(dtype) * static_cast<std::uint64_t>(values.numel());
    header.append("],\"data_offsets\":[").append(std::to_string(place)).append(",");
    header.append(std::to_string(end)).append("]}");
    place = end;
  }
  header += '}';
  header.append((8 - header.size() % 8) % 8, ' ');
  return header;
}

}  // namespace sdkt::detail

namespace sdkt::weights {

SDKT_INLINE void write_safetensors(const std::filesystem::path& path, std::vector<named_tensor> tensors,
                                   const safetensors_options& options) {
  const auto refuse_if = [&](bool is_wrong, const named_tensor& tensor) {
    if (!is_wrong) return;
    throw data_error{path.string(), "cannot store the tensor \"" + tensor.name + "\"",
                     "give every tensor a unique name and a value of a type that safetensors supports"};
  };
  const auto element_size = [&](const named_tensor& tensor) {
    return detail::safetensors_element_size(
        detail::safetensors_dtype(detail::type_to_store(tensor, options.type)));
  };
  for (const auto& tensor : tensors) {
    refuse_if(!tensor.values.defined() || tensor.name == "__metadata__" || element_size(tensor) == 0, tensor);
  }
  std::sort(tensors.begin(), tensors.end(), [&](const named_tensor& left, const named_tensor& right) {
    const std::uint64_t left_size = element_size(left);
    const std::uint64_t right_size = element_size(right);
    return left_size != right_size ? left_size > right_size : left.name < right.name;
  });
  std::set<std::string_view> names;
  for (const auto& tensor : tensors) refuse_if(!names.insert(tensor.name).second, tensor);
  const std::string header = detail::safetensors_header(tensors, options.type, options.metadata);

  detail::output_file file{path};
  std::string length(8, '\0');
  for (std::size_t byte = 0; byte < length.size(); ++byte) {
    length[byte] = static_cast<char>((static_cast<std::uint64_t>(header.size()) >> (8 * byte)) & 0xFFU);
  }
  file.write(length);
  file.write(header);
  for (const auto& tensor : tensors) {
    const at::ScalarType type = detail::type_to_store(tensor, options.type);
    const at::Tensor values = tensor.values.detach().to(at::kCPU, type).contiguous();
    file.write(values.const_data_ptr(), static_cast<std::size_t>(values.nbytes()));
  }
  file.commit();
}

}  // namespace sdkt::weights
