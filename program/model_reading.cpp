// SPDX-License-Identifier: MIT

#include "model_reading.hpp"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>

#include "inputs.hpp"
#include "options.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>

namespace sdkt::cli {

void add_model_reading(CLI::App& command, model_reading& reading) {
  command
      .add_option(
          "--activation", reading.activation,
          "activation function of a model whose files do not state it; must not contradict a configuration")
      ->check(CLI::IsMember({"gelu", "quick_gelu"}).description(""))
      ->type_name("gelu|quick_gelu")
      ->group(heading::data);
  command
      .add_option(
          "--heads", reading.heads,
          "attention heads of the image and the text tower, for a model whose files do not state them")
      ->type_name("IMAGE[,TEXT]")
      ->group(heading::data);
  command
      .add_option("--vocabulary", reading.vocabulary,
                  "tokenizer folder or file, if it is not next to the model; mini: the embedded one")
      ->type_name("FILE|DIR|mini")
      ->group(heading::data);
}

clip::load_options load_options_of(const model_reading& reading) {
  clip::load_options options;
  options.allow_nonfinite = reading.allow_nonfinite;
  if (!reading.vocabulary.empty())
    options.tokenizer =
        reading.vocabulary == "mini" ? mini_folder() / "model" : std::filesystem::path{reading.vocabulary};
  if (reading.activation == "gelu") options.activation_function = clip::activation::gelu;
  if (reading.activation == "quick_gelu") options.activation_function = clip::activation::quick_gelu;
  if (reading.heads.empty()) return options;
  const std::vector<std::string> words = split(reading.heads, ',');
  for (std::size_t index = 0; index < words.size(); ++index) {
    std::int64_t heads = 0;
    const char* end = words[index].data() + words[index].size();
    const auto [last, problem] = std::from_chars(words[index].data(), end, heads);
    if (index > 1 || problem != std::errc{} || last != end || heads < 1) {
      throw setting_error{"--heads", "\"" + reading.heads + "\" is not one or two head counts",
                          "write the heads of the image tower, a comma, and those of the text tower: 12,8"};
    }
    (index == 0 ? options.image_heads : options.text_heads) = heads;
  }
  return options;
}

void say_assumptions(const clip::model& model, const std::string& name) {
  for (const std::string& assumption : model.origin().assumptions) {
    std::fprintf(stderr, "sdkt: %s: assumed %s\n", sdkt::detail::one_line(name).c_str(),
                 sdkt::detail::one_line(assumption).c_str());
  }
}

void say_differences(const clip::model& model, const std::vector<std::string>& texts) {
  std::size_t count = 0;
  std::string first;
  for (const std::string& text : texts) {
    std::string sentence = model.tokenizer().differs_in(text);
    if (sentence.empty()) continue;
    if (++count == 1) first = std::move(sentence);
  }
  if (count == 0) return;
  std::fprintf(stderr, "sdkt: %s%s; correct the text, or its features will differ from open_clip's\n",
               sdkt::detail::one_line(first).c_str(),
               count == 1 ? "" : (" (and " + std::to_string(count - 1) + " more)").c_str());
}

}  // namespace sdkt::cli
