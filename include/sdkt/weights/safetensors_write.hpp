// SPDX-License-Identifier: MIT
//
// Writes tensors to a safetensors file that every reader of the format takes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/detail/file.hpp>
#include <sdkt/detail/json_text.hpp>
#include <sdkt/error.hpp>
#include <sdkt/tensor.hpp>

namespace sdkt {

/// One tensor to write.
struct named_tensor {
  std::string name;
  at::Tensor values;
};

/// The type that values are stored in.
enum class stored_type { fp32, fp16, bf16 };

struct safetensors_options {
  stored_type type = stored_type::fp32;
  std::map<std::string, std::string> metadata = {{"format", "pt"}};
};

namespace detail {

/// The header for tensors that follow each other in this order.
inline std::string safetensors_header(const std::vector<named_tensor>& tensors, std::string_view dtype,
                                      std::uint64_t element_size,
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
  for (const auto& [name, values] : tensors) {
    if (header.size() > 1) header += ',';
    header.append(json_string(name)).append(":{\"dtype\":\"").append(dtype).append("\",\"shape\":[");
    for (std::int64_t axis = 0; axis < values.dim(); ++axis) {
      header.append(axis > 0 ? "," : "").append(std::to_string(values.size(axis)));
    }
    const std::uint64_t end = place + element_size * static_cast<std::uint64_t>(values.numel());
    header.append("],\"data_offsets\":[").append(std::to_string(place)).append(",");
    header.append(std::to_string(end)).append("]}");
    place = end;
  }
  header += '}';
  header.append((8 - header.size() % 8) % 8, ' ');
  return header;
}

}  // namespace detail

/// Writes the tensors, sorted by name, to a file that appears whole or not at all.
///
/// All are stored in one type, so that sorting by name is sorting by alignment and name.
/// Errors: file_error if the file cannot be written, and then nothing is left behind; data_error for two
///   tensors of one name or an undefined tensor.
/// Cost: tensors that are contiguous fp32 on the CPU are written without a copy.
inline void write_safetensors(const std::filesystem::path& path, std::vector<named_tensor> tensors,
                              const safetensors_options& options = {}) {
  std::sort(tensors.begin(), tensors.end(),
            [](const named_tensor& left, const named_tensor& right) { return left.name < right.name; });
  for (std::size_t index = 0; index < tensors.size(); ++index) {
    const bool twice = index > 0 && tensors[index].name == tensors[index - 1].name;
    if (twice || !tensors[index].values.defined() || tensors[index].name == "__metadata__") {
      throw data_error{path.string(), "cannot store the tensor \"" + tensors[index].name + "\"",
                       "give every tensor a value and a name of its own"};
    }
  }
  const bool wide = options.type == stored_type::fp32;
  const std::string_view dtype = wide ? "F32" : options.type == stored_type::fp16 ? "F16" : "BF16";
  const at::ScalarType type = wide                                ? at::kFloat
                              : options.type == stored_type::fp16 ? at::kHalf
                                                                  : at::kBFloat16;
  const std::string header = detail::safetensors_header(tensors, dtype, wide ? 4 : 2, options.metadata);

  detail::output_file file{path};
  std::string length(8, '\0');
  for (std::size_t byte = 0; byte < length.size(); ++byte) {
    length[byte] = static_cast<char>((static_cast<std::uint64_t>(header.size()) >> (8 * byte)) & 0xFFU);
  }
  file.write(length);
  file.write(header);
  for (const auto& tensor : tensors) {
    const at::Tensor values = tensor.values.detach().to(at::kCPU, type).contiguous();
    file.write(values.const_data_ptr(), static_cast<std::size_t>(values.nbytes()));
  }
  file.commit();
}

}  // namespace sdkt
