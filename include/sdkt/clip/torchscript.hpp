// SPDX-License-Identifier: MIT
//
// Lets clip::load read OpenAI's TorchScript archives (ViT-B-16.pt and others). Include it anywhere in a
// program; it is a separate header because it takes seconds to compile.
#pragma once

#include <exception>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <sdkt/base/error.hpp>
#include <sdkt/clip/load.hpp>

namespace sdkt::clip::detail {

/// The parameters of an archive in fp32. Its code is not run.
///
/// Errors: format_error if LibTorch cannot read it.
inline std::map<std::string, at::Tensor> read_torchscript(const std::filesystem::path& path) {
  try {
    const torch::jit::Module archive = torch::jit::load(path.string(), c10::Device{c10::kCPU});
    std::map<std::string, at::Tensor> tensors;
    for (const auto& parameter : archive.named_parameters(/*recurse=*/true)) {
      tensors.emplace(parameter.name, parameter.value.detach().to(at::kCPU, at::kFloat));
    }
    return tensors;
  } catch (const std::exception&) {
    throw format_error{
        path.string(), "is a TorchScript archive that cannot be read",
        "it is damaged, or was written by a newer PyTorch: download it again, or use a safetensors file"};
  }
}

/// Registers the reader when the program starts.
inline const bool torchscript_registered = (torchscript_reader = &read_torchscript) != nullptr;

}  // namespace sdkt::clip::detail
