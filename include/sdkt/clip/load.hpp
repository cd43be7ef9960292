// SPDX-License-Identifier: MIT
//
// Loads a CLIP: a Hugging Face folder, open_clip's safetensors file, or OpenAI's archive.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/tokenizer.hpp>
#include <sdkt/clip/view_report.hpp>
#include <sdkt/clip/weight_source.hpp>
#include <sdkt/detail/shown_text.hpp>
#include <sdkt/error.hpp>

namespace sdkt::clip {

/// What a file may leave open.
struct load_options {
  /// Folder or file of the vocabulary; empty: the model's folder.
  std::filesystem::path tokenizer = {};
  /// The activation of the middle layers where no configuration states it; it cannot be told from weights.
  /// Without it: quick_gelu for OpenAI's archives, gelu for open_clip's files.
  std::optional<activation> activation_function = std::nullopt;
  /// Where to write how images are prepared and which file says so; null: nowhere.
  view_report* view = nullptr;
};

namespace detail {

/// Reads the parameters of a TorchScript archive; set by <sdkt/clip/torchscript.hpp>.
using archive_reader = std::map<std::string, at::Tensor> (*)(const std::filesystem::path&);
inline archive_reader torchscript_reader = nullptr;

inline bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// The folder that a file lies in.
inline std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
}

inline tokenizer load_words(const std::filesystem::path& folder, const load_options& options) {
  if (!options.tokenizer.empty()) return tokenizer::load(options.tokenizer);
  for (const char* name :
       {"vocab.json", "tokenizer.json", "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"}) {
    if (is_there(folder / name)) return tokenizer::load(folder);
  }
  throw file_error{
      folder.string(), "has no vocabulary for the texts",
      "put vocab.json and merges.txt, tokenizer.json or bpe_simple_vocab_16e6.txt.gz there or name it in "
      "load_options.tokenizer"};
}

/// The files that a model.safetensors.index.json names.
inline std::set<std::string> shard_names(const config_object& config) {
  constexpr std::size_t longest_name = 255;  // of a file on the systems in use
  const auto refuse = [&](const std::string& what) { config.refuse(what, "get the file again"); };
  if (!config.has("weight_map")) refuse("has no weight_map");
  std::set<std::string> files;
  for (const auto& [key, file] : config.member("weight_map").member_values()) {
    const bool is_name = !file->text.empty() && file->text.size() <= longest_name &&
                         file->text.find('/') == std::string::npos && file->text != "..";
    if (!is_name || sdkt::detail::has_control(file->text)) {
      refuse("names no file of its folder for \"" + key + "\"");
    }
    files.insert(file->text);
  }
  return files;
}

/// All of them opened.
inline weight_source open_shards(const std::filesystem::path& index) {
  const config_object config = config_object::read(index);
  weight_source source{index};
  for (const auto& file : shard_names(config)) source.add_file(folder_of(index) / file);
  for (const auto& [key, file] : config.member("weight_map").member_values()) {
    if (!is_weightless_key(key) && !source.contains(plain_key(key))) {
      config.refuse("promises \"" + key + "\", which " + file->text + " lacks", "get the file again");
    }
  }
  return source;
}

/// The blocks `beginning`0., `beginning`1. ... that have a tensor.
inline std::int64_t count_layers(const weight_source& source, const std::string& beginning) {
  std::int64_t layers = 0;
  while (source.contains(beginning + std::to_string(layers) + ".ln_1.weight")) ++layers;
  return layers;
}

/// The architecture that the shapes of open_clip's tensors tell; heads are 64 wide, as in all published
/// sizes.
inline architecture architecture_of_shapes(const weight_source& source) {
  if (source.contains("visual.layer1.0.conv1.weight")) {
    throw format_error{source.path().string(), "has a ResNet as its image tower",
                       "use a CLIP with a vision transformer"};
  }
  const auto tower = [&](const std::string& blocks, std::int64_t width) {
    const auto mlp_width = source.shape(blocks + "0.mlp.c_fc.weight", 2)[0];
    return tower_options{.width = width,
                         .layers = count_layers(source, blocks),
                         .heads = std::max<std::int64_t>(width / 64, 1),
                         .mlp_width = mlp_width};
  };
  architecture numbers;
  const auto& patches = source.shape("visual.conv1.weight", 4);
  const auto positions = source.shape("visual.positional_embedding", 2)[0];
  // A tensor without elements may claim any number of rows.
  constexpr std::int64_t largest_side = 1 << 14;
  const auto grid = static_cast<std::int64_t>(
      std::lround(std::sqrt(static_cast<double>(std::max<std::int64_t>(positions - 1, 0)))));
  if (grid > largest_side || patches[2] > largest_side) {
    throw format_error{source.path().string(), "has an image tower for images above 16384 pixels a side",
                       "check that the file is a CLIP"};
  }
  if (grid * grid + 1 != positions || patches[2] != patches[3]) {
    throw format_error{source.path().string(), "has an image tower for images that are not square",
                       "use a CLIP with square images"};
  }
  const auto& words = source.shape("token_embedding.weight", 2);
  numbers.patch_size = patches[2];
  numbers.image_size = grid * patches[2];
  numbers.image = tower("visual.transformer.resblocks.", patches[0]);
  numbers.vocabulary_size = words[0];
  numbers.context_length = source.shape("positional_embedding", 2)[0];
  numbers.text = tower("transformer.resblocks.", words[1]);
  numbers.embedding_size = source.shape("text_projection", 2)[1];
  return numbers;
}

/// A model out of open_clip's or OpenAI's tensors and, if there is one, the configuration beside them.
inline model load_open_clip(const weight_source& source, const std::filesystem::path& folder,
                            activation usual, const load_options& options) {
  architecture numbers = architecture_of_shapes(source);
  numbers.activation_function = usual;
  if (is_there(folder / "open_clip_config.json"))
    read_open_clip_config(folder / "open_clip_config.json", numbers, options.view);
  else if (options.view != nullptr)
    report_no_file(*options.view, numbers, folder);
  numbers.activation_function = options.activation_function.value_or(numbers.activation_function);
  check_architecture(source.path().string(), numbers);
  const at::Tensor weights_P = source.read_weights(make_layout(numbers).table, key_convention::open_clip);
  return {numbers, weights_P, load_words(folder, options)};
}

inline model load_hugging_face(const weight_source& source, const std::filesystem::path& folder,
                               const load_options& options) {
  architecture numbers = hugging_face_architecture(folder / "config.json");
  read_hugging_face_view(folder, numbers, options.view);
  numbers.activation_function = options.activation_function.value_or(numbers.activation_function);
  const at::Tensor weights_P = source.read_weights(make_layout(numbers).table, key_convention::hugging_face);
  return {numbers, weights_P, load_words(folder, options)};
}

/// A model out of a source whose convention its keys tell.
inline model load_source(const weight_source& source, const std::filesystem::path& folder,
                         const load_options& options) {
  const auto convention = find_convention(source.keys());
  if (!convention) {
    throw format_error{source.path().string(), "has none of the names of a CLIP's tensors",
                       "use weights named as by Hugging Face, open_clip or OpenAI"};
  }
  if (*convention == key_convention::open_clip)
    return load_open_clip(source, folder, activation::gelu, options);
  if (is_there(folder / "config.json")) return load_hugging_face(source, folder, options);
  throw file_error{folder.string(), "has no config.json",
                   "put the config.json that belongs to Hugging Face's weights beside them"};
}

/// What the file of a folder's weights may be called, or the index of several; the first that is there
/// counts.
inline std::vector<std::string> weight_names(const std::filesystem::path& folder) {
  if (is_there(folder / "config.json")) return {"model.safetensors", "model.safetensors.index.json"};
  return {"open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "model.safetensors"};
}

inline model load_folder(const std::filesystem::path& folder, const load_options& options) {
  const std::vector<std::string> names = weight_names(folder);
  if (!is_there(folder / "config.json") && !is_there(folder / "open_clip_config.json")) {
    throw file_error{folder.string(), "has neither config.json nor open_clip_config.json",
                     "name a Hugging Face CLIP folder or a file of weights"};
  }
  // A folder that is no CLIP is told so before its weights are looked for.
  if (is_there(folder / "config.json")) hugging_face_architecture(folder / "config.json");
  for (const std::string& name : names) {
    if (!is_there(folder / name)) continue;
    if (name.ends_with(".json")) return load_source(open_shards(folder / name), folder, options);
    weight_source source{folder / name};
    source.add_file(folder / name);
    return load_source(source, folder, options);
  }
  throw file_error{folder.string(), "has no " + names.front(),
                   "store the weights as safetensors there; Python's pickles are not read"};
}

/// OpenAI's archive, or anything else in a zip file.
inline model load_archive(const std::filesystem::path& path, const load_options& options) {
  if (torchscript_reader == nullptr) {
    throw format_error{path.string(), "is a PyTorch archive, which this program cannot read",
                       "include <sdkt/clip/torchscript.hpp> or use a safetensors file"};
  }
  weight_source source{path};
  for (const auto& [name, values] : torchscript_reader(path)) source.add_tensor(name, values);
  return load_open_clip(source, folder_of(path), activation::quick_gelu, options);
}

}  // namespace detail

/// Loads a CLIP with a vision transformer and its vocabulary.
///
/// `path` is one of
///   a Hugging Face folder: config.json, model.safetensors (or its shards with an index), vocabulary,
///     processor_config.json or preprocessor_config.json if images are prepared in another way than CLIP's;
///   an open_clip safetensors file, or a folder with open_clip_config.json: sizes come from the shapes, heads
///   and
///     activation from open_clip_config.json beside it; without one, heads are 64 wide and the activation is
///     gelu;
///   OpenAI's TorchScript archive (ViT-B-16.pt), once <sdkt/clip/torchscript.hpp> is included: quick_gelu.
/// Values in F32, F16 and BF16 become fp32.
/// Errors: file_error for what is missing or unreadable; format_error, with file and tensor or field, for
/// what is
///   no such model: a missing tensor, another shape, unknown tensors, a configuration of something else.
/// Cost: one read of the file; nothing is allocated before all shapes are checked.
/// Memory: the weights in fp32, so at most twice the files, 24 times their headers (200 times an index), and
/// read_vocabulary's. An OpenAI archive is read by LibTorch, whose reader states no bound.
///
///   const auto model = sdkt::clip::load("models/vit-b-16");
inline model load(const std::filesystem::path& path, const load_options& options = {}) {
  std::error_code ignored;
  if (!detail::is_there(path))
    throw file_error{path.string(), "does not exist", "check the path of the model"};
  if (std::filesystem::is_directory(path, ignored)) return detail::load_folder(path, options);
  std::array<char, 4> magic{};
  const sdkt::detail::input_file file{path};
  if (file.size() >= magic.size()) file.read(magic.data(), magic.size(), 0);
  if (magic == std::array<char, 4>{'P', 'K', 3, 4}) return detail::load_archive(path, options);
  detail::weight_source source{path};
  source.add_file(path);
  return detail::load_source(source, detail::folder_of(path), options);
}

}  // namespace sdkt::clip
