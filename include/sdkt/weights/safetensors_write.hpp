// SPDX-License-Identifier: MIT
//
// Writes tensors to a safetensors file that every reader of the format accepts.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>

namespace sdkt::weights {

/// One tensor to write.
struct named_tensor {
  std::string name;
  at::Tensor values;
};

}  // namespace sdkt::weights

namespace sdkt {

/// The type in which values are stored: the same type for all tensors, or each tensor's own type.
enum class stored_type { fp32, fp16, bf16, own };

}  // namespace sdkt

namespace sdkt::weights {

struct safetensors_options {
  stored_type type = stored_type::fp32;
  std::map<std::string, std::string> metadata = {{"format", "pt"}};
};

}  // namespace sdkt::weights

namespace sdkt::detail {

/// The header for tensors that are stored in this order.
std::string safetensors_header(const std::vector<weights::named_tensor>& tensors, stored_type wanted,
                               const std::map<std::string, std::string>& metadata);

}  // namespace sdkt::detail

namespace sdkt::weights {

/// Writes the tensors to a file that appears completely or not at all.
///
/// Tensors are sorted by the size of their elements, largest first, and then by name. Every tensor is
/// therefore aligned.
/// Errors: file_error if the file cannot be written, in which case nothing is left behind; data_error for two
/// tensors with the same name, an undefined tensor or a type that the format does not have.
/// Cost: tensors that are contiguous, on the CPU and of the stored type are written without a copy.
void write_safetensors(const std::filesystem::path& path, std::vector<named_tensor> tensors,
                       const safetensors_options& options = {});

}  // namespace sdkt::weights

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/safetensors_write.ipp>
#endif
