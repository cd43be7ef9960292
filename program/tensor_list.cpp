// SPDX-License-Identifier: MIT

#include "tensor_list.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <system_error>

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/model_folder.hpp>
#include <sdkt/clip/shards.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/zip_names.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/safetensors_types.hpp>

namespace sdkt::cli {

namespace {

std::string brackets(at::IntArrayRef sizes) {
  std::string text = "[";
  for (const auto size : sizes) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

/// The files of a model folder that hold tensors.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  const std::filesystem::path weights = clip::detail::choose_files(folder).weights;
  if (weights.extension() != ".json") return {weights};
  std::vector<std::filesystem::path> files;
  for (const auto& shard : clip::detail::shard_names(clip::detail::config_object::read(weights)))
    files.push_back(folder / shard);
  return files;
}

/// Whether a file is a TorchScript archive.
///
/// Errors: format_error for another zip file, which names its kind.
bool is_archive(const std::filesystem::path& path) {
  std::array<char, 4> magic{};
  const detail::input_file file{path};
  if (file.size() >= magic.size()) file.read(magic.data(), magic.size(), 0);
  if (!detail::is_zip({magic.data(), magic.size()})) return false;
  const auto content = detail::read_zip_content(file);
  if (content && content->is_torchscript) return true;
  const detail::file_kind kind = detail::zip_kind(file);
  throw format_error{path.string(), kind.what, kind.remedy};
}

void add_archive(const std::filesystem::path& path, tensor_list& list, std::vector<std::string>& names) {
  try {
    const torch::jit::Module archive = torch::jit::load(path.string(), c10::Device{c10::kCPU});
    for (const auto& parameter : archive.named_parameters(/*recurse=*/true)) {
      names.push_back(parameter.name);
      list.tensors.push_back({detail::shown_text(parameter.name),
                              std::string{detail::safetensors_dtype(parameter.value.scalar_type())},
                              brackets(parameter.value.sizes())});
    }
  } catch (const std::exception&) {
    throw format_error{path.string(), "is a TorchScript archive that cannot be read", "download it again"};
  }
}

void add_safetensors(const std::filesystem::path& path, tensor_list& list, std::vector<std::string>& names) {
  const weights::safetensors_file file{path};
  for (const std::string& name : file.names()) {
    names.push_back(name);
    list.tensors.push_back({detail::shown_text(name), file.dtype(name), brackets(file.shape(name))});
  }
}

std::string convention_of(const std::vector<std::string>& names, bool is_openai) {
  const clip::stored_keys keys{names};
  std::vector<std::string> plain;
  for (const std::string& name : names) plain.push_back(keys.plain(name));
  const auto convention = clip::find_convention(plain);
  if (!convention) return "of no known CLIP";
  if (*convention == clip::key_convention::hugging_face) return "Hugging Face";
  return is_openai ? "OpenAI" : "open_clip";
}

}  // namespace

tensor_list tensors_of(const std::filesystem::path& named) {
  tensor_list list;
  std::vector<std::string> names;
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(named, ignored);
  const std::filesystem::path path = is_folder ? clip::detail::model_folder(named) : named;
  const bool is_openai = !is_folder && is_archive(path);
  if (is_openai) {
    add_archive(path, list, names);
  } else {
    for (const auto& file : is_folder ? files_of(path) : std::vector<std::filesystem::path>{path})
      add_safetensors(file, list, names);
  }
  std::sort(list.tensors.begin(), list.tensors.end(),
            [](const auto& one, const auto& other) { return one.name < other.name; });
  list.convention = convention_of(names, is_openai);
  return list;
}

}  // namespace sdkt::cli
