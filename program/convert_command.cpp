// SPDX-License-Identifier: MIT

#include <cstdio>
#include <memory>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <CLI/CLI.hpp>

#include "data_commands.hpp"
#include "inputs.hpp"
#include "options.hpp"
#include <sdkt/base/shown_text.hpp>

namespace sdkt::cli {

void add_convert(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "convert", "convert a model to a folder for Hugging Face transformers or for open_clip");
  const auto settings = std::make_shared<convert_settings>();
  command->add_option("in", settings->from, "any model that --model accepts, including the model/ of a run")
      ->required()
      ->type_name("IN")
      ->group(heading::data);
  add_model_reading(*command, settings->reading);
  command->add_option("out", settings->to, "output folder; must be new or empty")
      ->required()
      ->type_name("OUT")
      ->group(heading::output);
  command->add_option("--to", settings->form, "output format")
      ->required()
      ->check(CLI::IsMember({"hf", "open_clip"}).description(""))
      ->type_name("hf|open_clip")
      ->group(heading::output);
  command
      ->add_option("--type", settings->type,
                   "type of the stored weights; fp32 keeps fp32, fp16 and bf16 without loss")
      ->check(CLI::IsMember({"fp32", "fp16", "bf16"}).description(""))
      ->type_name("fp32|fp16|bf16")
      ->default_str("fp32")
      ->group(heading::output);
  command->callback([settings] { convert_command(*settings); });
  command->footer(
      "Examples:\n"
      "  sdkt convert ViT-B-16.pt models/vit-b-16 --to hf\n"
      "  sdkt convert out/model out/open_clip --to open_clip\n"
      "and then, in Python:\n"
      "  open_clip.create_model_and_transforms('local-dir:out/open_clip')");
}

void convert_command(const convert_settings& settings) {
  const clip::model model = load_model(settings.from, settings.reading);
  const stored_type type = settings.type == "fp16"   ? stored_type::fp16
                           : settings.type == "bf16" ? stored_type::bf16
                                                     : stored_type::fp32;
  constexpr double largest_fp16 = 65504;
  if (type == stored_type::fp16 && !(model.weights().abs().max().item<double>() <= largest_fp16)) {
    throw data_error{sdkt::detail::shown_text(settings.from), "it has weights that fp16 cannot represent",
                     "store it as bf16 or fp32"};
  }
  if (settings.form == "hf") {
    model.save(settings.to, type);
  } else {
    model.save_open_clip_folder(settings.to, type);
  }
  const char* reader = settings.form == "hf" ? "transformers" : "open_clip";
  std::printf("%s: %ld weights in %s, for %s; fingerprint %s of %s\n",
              sdkt::detail::one_line(settings.to).c_str(), static_cast<long>(model.weights().numel()),
              settings.type.c_str(), reader, model.fingerprint().c_str(),
              sdkt::detail::one_line(settings.from).c_str());
}

}  // namespace sdkt::cli
