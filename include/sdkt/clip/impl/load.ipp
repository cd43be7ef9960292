// SPDX-License-Identifier: MIT
//
// Definitions of load.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/assumptions.hpp>
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/load_options.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/clip/model_folder.hpp>
#include <sdkt/clip/open_clip_settings.hpp>
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/shape_numbers.hpp>
#include <sdkt/clip/shards.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/clip/view_report.hpp>
#include <sdkt/clip/weight_source.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/zip_names.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE tokenizer load_words(const std::filesystem::path& folder, const load_options& options,
                                 text_form form, model_origin& origin) {
  origin.vocabulary = options.tokenizer.empty() ? folder : options.tokenizer;
  if (!options.tokenizer.empty()) return tokenizer::load(options.tokenizer, form);
  for (const char* name :
       {"vocab.json", "tokenizer.json", "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"}) {
    if (is_there(folder / name)) return tokenizer::load(folder, form);
  }
  throw file_error{folder.string(), "has no tokenizer vocabulary",
                   "put vocab.json and merges.txt, tokenizer.json or bpe_simple_vocab_16e6.txt.gz there, or "
                   "specify their location with --vocabulary (program) or load_options.tokenizer (C++)"};
}

/// A model from open_clip's or OpenAI's tensors and, if there is one, a configuration beside them.
SDKT_INLINE model load_open_clip(const weight_source& source, const model_files& files, activation usual,
                                 const load_options& options, model_origin origin) {
  architecture numbers = architecture_of_shapes(source);
  numbers.activation_function = usual;
  text_form form = text_form::open_clip;
  if (!files.open_clip.empty()) {
    read_open_clip_config(files.open_clip, numbers, options.view);
    expect_agreement(files.open_clip, numbers, options);
    form = text_form_of(files.open_clip);
    origin.configuration.push_back(files.open_clip);
  } else if (take_hugging_face_numbers(files.hugging_face, numbers)) {
    read_hugging_face_view(folder_of(files.hugging_face), numbers, options.view);
    expect_agreement(files.hugging_face, numbers, options);
    origin.configuration.push_back(files.hugging_face);
    origin.assumptions.push_back("that " + files.hugging_face.filename().string() +
                                 " beside it is this model's: its activation and its heads are taken");
  } else {
    assume(numbers, options, origin);
    if (options.view != nullptr) report_no_file(*options.view, numbers, folder_of(source.path()));
  }
  check_architecture(source.path().string(), numbers);
  const at::Tensor weights_P =
      source.read_weights(make_layout(numbers).table, key_convention::open_clip, options.allow_nonfinite);
  tokenizer words = load_words(folder_of(source.path()), options, form, origin);
  assume_vocabulary(numbers, words, origin);
  return {numbers, weights_P, std::move(words), std::move(origin)};
}

SDKT_INLINE model load_hugging_face(const weight_source& source, const model_files& files,
                                    const load_options& options, model_origin origin) {
  const std::filesystem::path folder = folder_of(files.hugging_face);
  architecture numbers = hugging_face_architecture(files.hugging_face);
  origin.configuration.push_back(files.hugging_face);
  read_hugging_face_view(folder, numbers, options.view);
  expect_agreement(files.hugging_face, numbers, options);
  const at::Tensor weights_P =
      source.read_weights(make_layout(numbers).table, key_convention::hugging_face, options.allow_nonfinite);
  tokenizer words = load_words(folder, options, text_form::hugging_face, origin);
  check_end_of_text(files.hugging_face, words.end_id());
  assume_vocabulary(numbers, words, origin);
  return {numbers, weights_P, std::move(words), std::move(origin)};
}

/// A model from a source. The keys decide the naming convention.
SDKT_INLINE model load_source(const weight_source& source, const model_files& files,
                              const load_options& options) {
  const auto convention = find_convention(source.keys());
  if (!convention) {
    throw format_error{
        source.path().string(),
        "has none of the tensor names of a CLIP model, but " + first_names_shown(source.stored_names()),
        "use weights with the tensor names of Hugging Face, open_clip or OpenAI"};
  }
  model_origin origin{.form = *convention == key_convention::open_clip ? "open_clip" : "Hugging Face",
                      .weights = source.path()};
  for (const auto& prefix : source.names().prefixes()) origin.prefix = prefix;
  for (const auto& name : files.passed_over) origin.passed_over.push_back(folder_of(source.path()) / name);
  if (*convention == key_convention::open_clip)
    return load_open_clip(source, files, activation::gelu, options, std::move(origin));
  if (!files.hugging_face.empty()) return load_hugging_face(source, files, options, std::move(origin));
  throw file_error{folder_of(source.path()).string(), "has no config.json",
                   "put the config.json of the Hugging Face weights beside them"};
}

SDKT_INLINE model load_folder(const std::filesystem::path& named, const load_options& options) {
  const std::filesystem::path folder = model_folder(named);
  if (!is_there(folder / "config.json") && !is_there(folder / "open_clip_config.json")) {
    throw file_error{folder.string(), "has neither config.json nor open_clip_config.json",
                     nearby_model(folder, "specify a Hugging Face CLIP folder or a weight file")};
  }
  // Reject a folder that is not a CLIP before searching for its weights.
  const model_files found = configurations_of(folder);
  if (!found.hugging_face.empty() && model_type_of(found.hugging_face).empty()) {
    throw format_error{found.hugging_face.string(), "has no model_type",
                       nearby_model(folder, "give a folder whose config.json has the model_type \"clip\"")};
  }
  if (!found.hugging_face.empty()) hugging_face_architecture(found.hugging_face);
  const model_files files = choose_files(folder);
  if (files.weights.extension() == ".json") return load_source(open_shards(files.weights), files, options);
  weight_source source{files.weights};
  source.add_file(files.weights);
  source.settle();
  return load_source(source, files, options);
}

/// A model from OpenAI's archive. Any other zip file is rejected.
SDKT_INLINE model load_archive(const sdkt::detail::input_file& file, const load_options& options) {
  const std::filesystem::path& path = file.path();
  const auto content = sdkt::detail::read_zip_content(file);
  const bool is_other = content && !content->is_torchscript;
  if (torchscript_reader == nullptr && !is_other) {
    throw format_error{path.string(), "is a PyTorch archive, which this program cannot read",
                       "include <sdkt/clip/torchscript.hpp> or use a safetensors file"};
  }
  if (is_other || !content) {
    const auto kind = sdkt::detail::zip_kind(file);
    throw format_error{path.string(), kind.what, kind.remedy};
  }
  weight_source source{path};
  for (const auto& [name, values] : torchscript_reader(path)) source.add_tensor(name, values);
  source.settle();
  return load_open_clip(source, configurations_of(folder_of(path)), activation::quick_gelu, options,
                        {.form = "OpenAI archive", .weights = path});
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE model load(const std::filesystem::path& path, const load_options& options) {
  std::error_code ignored;
  if (!detail::is_there(path))
    throw file_error{path.string(), "does not exist", "check the path of the model"};
  if (std::filesystem::is_directory(path, ignored)) return detail::load_folder(path, options);
  std::array<char, 4> magic{};
  {
    const sdkt::detail::input_file file{path};
    if (file.size() >= magic.size()) file.read(magic.data(), magic.size(), 0);
    if (sdkt::detail::is_zip({magic.data(), magic.size()})) return detail::load_archive(file, options);
  }
  detail::weight_source source{path};
  source.add_file(path);
  source.settle();
  return detail::load_source(source, detail::configurations_of(detail::folder_of(path)), options);
}

}  // namespace sdkt::clip
