// SPDX-License-Identifier: MIT

#include "tensor_list.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <system_error>

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/detail/file.hpp>
#include <sdkt/detail/shown_text.hpp>
#include <sdkt/error.hpp>
#include <sdkt/weights/safetensors.hpp>

namespace sdkt::cli {

namespace {

std::string brackets(at::IntArrayRef sizes) {
  std::string text = "[";
  for (const auto size : sizes) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

/// The files of a model folder that hold tensors: clip::load has chosen them before.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  for (const std::string& name : clip::detail::weight_names(folder)) {
    const std::filesystem::path file = folder / name;
    if (!clip::detail::is_there(file)) continue;
    if (!name.ends_with(".json")) return {file};
    std::vector<std::filesystem::path> files;
    for (const auto& shard : clip::detail::shard_names(clip::detail::config_object::read(file)))
      files.push_back(folder / shard);
    return files;
  }
  return {};
}

bool is_archive(const std::filesystem::path& path) {
  std::array<char, 4> magic{};
  const detail::input_file file{path};
  if (file.size() >= magic.size()) file.read(magic.data(), magic.size(), 0);
  return magic == std::array<char, 4>{'P', 'K', 3, 4};
}

void add_archive(const std::filesystem::path& path, tensor_list& list, std::vector<std::string>& keys) {
  try {
    const torch::jit::Module archive = torch::jit::load(path.string(), c10::Device{c10::kCPU});
    for (const auto& parameter : archive.named_parameters(/*recurse=*/true)) {
      keys.push_back(clip::plain_key(parameter.name));
      list.tensors.push_back({detail::shown_text(parameter.name),
                              std::string{detail::safetensors_dtype(parameter.value.scalar_type())},
                              brackets(parameter.value.sizes())});
    }
  } catch (const std::exception&) {
    throw format_error{path.string(), "is a zip file but no TorchScript archive",
                       "convert weights saved by Python's torch.save to safetensors"};
  }
}

void add_safetensors(const std::filesystem::path& path, tensor_list& list, std::vector<std::string>& keys) {
  const safetensors_file file{path};
  for (const std::string& name : file.names()) {
    keys.push_back(clip::plain_key(name));
    list.tensors.push_back({detail::shown_text(name), file.dtype(name), brackets(file.shape(name))});
  }
}

std::string convention_of(const std::vector<std::string>& keys, bool is_openai) {
  const auto convention = clip::find_convention(keys);
  if (!convention) return "of no CLIP that is known";
  if (*convention == clip::key_convention::hugging_face) return "Hugging Face";
  return is_openai ? "OpenAI" : "open_clip";
}

}  // namespace

tensor_list tensors_of(const std::filesystem::path& path) {
  tensor_list list;
  std::vector<std::string> keys;
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  const bool is_openai = !is_folder && is_archive(path);
  if (is_openai) {
    add_archive(path, list, keys);
  } else {
    for (const auto& file : is_folder ? files_of(path) : std::vector<std::filesystem::path>{path})
      add_safetensors(file, list, keys);
  }
  std::sort(list.tensors.begin(), list.tensors.end(),
            [](const auto& one, const auto& other) { return one.name < other.name; });
  list.convention = convention_of(keys, is_openai);
  return list;
}

}  // namespace sdkt::cli
