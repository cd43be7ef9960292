// SPDX-License-Identifier: MIT
//
// Definitions of save.hpp.
#pragma once

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/save.hpp>
#include <sdkt/clip/save_view.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/text/json_text.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/safetensors_write.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE std::string hugging_face_config(const architecture& numbers, const tokenizer& words,
                                            stored_type type) {
  const std::string dtype = type == stored_type::fp16   ? "\"float16\""
                            : type == stored_type::bf16 ? "\"bfloat16\""
                                                        : "\"float32\"";
  const std::string act = numbers.activation_function == activation::gelu ? "\"gelu\"" : "\"quick_gelu\"";
  const std::string projection = json_number(numbers.embedding_size);
  const auto tower = [&](const tower_options& options, std::string_view model_type) {
    return std::vector<std::pair<std::string, std::string>>{
        {"model_type", "\"" + std::string{model_type} + "\""},
        {"hidden_size", json_number(options.width)},
        {"intermediate_size", json_number(options.mlp_width)},
        {"num_hidden_layers", json_number(options.layers)},
        {"num_attention_heads", json_number(options.heads)},
        {"projection_dim", projection},
        {"hidden_act", act},
        {"layer_norm_eps", json_number(numbers.layer_norm_eps)},
        {"attention_dropout", "0.0"}};
  };
  auto vision = tower(numbers.image, "clip_vision_model");
  vision.emplace_back("image_size", json_number(numbers.image_size));
  vision.emplace_back("patch_size", json_number(numbers.patch_size));
  vision.emplace_back("num_channels", "3");
  auto text = tower(numbers.text, "clip_text_model");
  text.emplace_back("vocab_size", json_number(numbers.vocabulary_size));
  text.emplace_back("max_position_embeddings", json_number(numbers.context_length));
  text.emplace_back("bos_token_id", std::to_string(words.start_id()));
  text.emplace_back("eos_token_id", std::to_string(words.end_id()));
  text.emplace_back("pad_token_id", std::to_string(words.end_id()));
  return json_object({{"architectures", "[\"CLIPModel\"]"},
                      {"model_type", "\"clip\""},
                      {"torch_dtype", dtype},
                      {"projection_dim", projection},
                      {"logit_scale_init_value", "2.6592"},
                      {"initializer_factor", "1.0"},
                      {"text_config", json_object(text, 1)},
                      {"vision_config", json_object(vision, 1)}}) +
         "\n";
}

SDKT_INLINE std::string open_clip_config(const architecture& numbers, bool has_own_words) {
  // open_clip multiplies the ratio by the width and rounds down, so the product must not be too small.
  const auto ratio = [](const tower_options& tower) {
    const auto width = static_cast<double>(tower.width);
    double value = static_cast<double>(tower.mlp_width) / width;
    while (value * width < static_cast<double>(tower.mlp_width)) value = std::nextafter(value, 2 * value);
    return json_number(value);
  };
  const std::string vision =
      json_object({{"image_size", json_number(numbers.image_size)},
                   {"layers", json_number(numbers.image.layers)},
                   {"width", json_number(numbers.image.width)},
                   {"head_width", json_number(numbers.image.width / numbers.image.heads)},
                   {"mlp_ratio", ratio(numbers.image)},
                   {"patch_size", json_number(numbers.patch_size)}},
                  2);
  std::vector<std::pair<std::string, std::string>> text{
      {"context_length", json_number(numbers.context_length)},
      {"vocab_size", json_number(numbers.vocabulary_size)},
      {"width", json_number(numbers.text.width)},
      {"heads", json_number(numbers.text.heads)},
      {"layers", json_number(numbers.text.layers)},
      {"mlp_ratio", ratio(numbers.text)}};
  if (has_own_words) text.emplace_back("hf_tokenizer_name", "\"here\"");
  const std::string model =
      json_object({{"embed_dim", json_number(numbers.embedding_size)},
                   {"quick_gelu", numbers.activation_function == activation::quick_gelu ? "true" : "false"},
                   {"vision_cfg", vision},
                   {"text_cfg", json_object(text, 2)}},
                  1);
  const std::string preprocess = json_object(open_clip_preprocess(numbers), 1);
  return json_object({{"model_cfg", model}, {"preprocess_cfg", preprocess}}) + "\n";
}

SDKT_INLINE std::vector<weights::named_tensor> tensors_to_store(const weight_layout& layout,
                                                                const at::Tensor& weights_P,
                                                                key_convention convention) {
  std::vector<weights::named_tensor> tensors;
  for (const weight_slice& slice : layout.slices()) {
    const at::Tensor values = view_slice(slice, weights_P);
    for (auto& stored : stored_tensors(slice, convention)) {
      const std::int64_t rows = stored.shape.empty() || stored.transposed ? 0 : stored.shape.front();
      const at::Tensor part = rows == 0 || rows == values.size(0)
                                  ? values
                                  : values.narrow(0, static_cast<std::int64_t>(stored.part) * rows, rows);
      tensors.push_back({std::move(stored.key), stored.transposed ? part.t() : part});
    }
  }
  return tensors;
}

/// A folder that is filled under a temporary name beside its final place, and renamed when it is complete.
class output_folder {
 public:
  /// Errors: file_error if the path exists and is not an empty folder, or if no folder can be created there.
  explicit output_folder(const std::filesystem::path& path) : final_{path.lexically_normal()} {
    if (!final_.has_filename()) final_ = final_.parent_path();
    std::error_code problem;
    const bool taken =
        std::filesystem::exists(final_, problem) &&
        !(std::filesystem::is_directory(final_, problem) && std::filesystem::is_empty(final_, problem));
    if (taken)
      throw file_error{final_.string(), "already exists", "choose another folder or remove this one"};
    std::string pattern = final_.string() + ".part-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw file_error{final_.string(), std::string{"cannot be created: "} + std::strerror(errno),
                       "choose a place in an existing, writable folder"};
    }
    temporary_ = pattern;
    using std::filesystem::perms;
    std::filesystem::permissions(
        temporary_,
        perms::owner_all | perms::group_read | perms::group_exec | perms::others_read | perms::others_exec,
        problem);
  }
  output_folder(const output_folder&) = delete;
  output_folder& operator=(const output_folder&) = delete;
  ~output_folder() {
    std::error_code ignored;
    if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
  }

  /// The folder to write to until commit().
  const std::filesystem::path& path() const noexcept { return temporary_; }

  void commit() {
    std::error_code problem;
    std::filesystem::rename(temporary_, final_, problem);
    if (problem)
      throw file_error{final_.string(), "cannot be created: " + problem.message(), "choose another folder"};
    temporary_.clear();
    sdkt::detail::sync_folder_of(final_);
  }

 private:
  std::filesystem::path final_;
  std::filesystem::path temporary_;
};

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE void save_hugging_face(const std::filesystem::path& folder, const architecture& numbers,
                                   const weight_layout& layout, const at::Tensor& weights_P,
                                   const tokenizer& words, stored_type type) {
  detail::output_folder output{folder};
  weights::write_safetensors(output.path() / "model.safetensors",
                             detail::tensors_to_store(layout, weights_P, key_convention::hugging_face),
                             {.type = type});
  sdkt::detail::write_text_file(output.path() / "config.json",
                                detail::hugging_face_config(numbers, words, type));
  sdkt::detail::write_text_file(output.path() / "preprocessor_config.json",
                                detail::preprocessor_config(numbers));
  words.save(output.path(), static_cast<std::size_t>(numbers.context_length));
  output.commit();
}

SDKT_INLINE void save_open_clip(const std::filesystem::path& path, const architecture& numbers,
                                const weight_layout& layout, const at::Tensor& weights_P, stored_type type,
                                bool has_own_words) {
  const std::filesystem::path config = path.parent_path() / "open_clip_config.json";
  const std::string config_text = detail::open_clip_config(numbers, has_own_words);
  for (const auto& file : {path, config}) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
      throw file_error{file.string(), "already exists", "choose another place or remove it"};
    }
  }
  weights::write_safetensors(path, detail::tensors_to_store(layout, weights_P, key_convention::open_clip),
                             {.type = type});
  sdkt::detail::write_text_file(config, config_text);
}

SDKT_INLINE void save_open_clip_folder(const std::filesystem::path& folder, const architecture& numbers,
                                       const weight_layout& layout, const at::Tensor& weights_P,
                                       const tokenizer& words, stored_type type) {
  if (numbers.layer_norm_eps != 1e-5) {
    throw setting_error{folder.string(),
                        "the model's layer norms have an epsilon of " +
                            detail::json_number(numbers.layer_norm_eps) +
                            ", but open_clip supports only 1e-05",
                        "store it as a Hugging Face folder"};
  }
  detail::check_open_clip_view(folder.string(), numbers);
  detail::output_folder output{folder};
  constexpr std::size_t words_of_clip = 49408;
  save_open_clip(output.path() / "open_clip_model.safetensors", numbers, layout, weights_P, type,
                 words.vocabulary_size() != words_of_clip);
  words.save(output.path(), static_cast<std::size_t>(numbers.context_length));
  output.commit();
}

}  // namespace sdkt::clip
