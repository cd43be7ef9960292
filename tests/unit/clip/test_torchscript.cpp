// SPDX-License-Identifier: MIT
//
// OpenAI's TorchScript archives, made here from the mini model: fp16 matrices, three numbers that are no
// weights.

#include <memory>
#include <string>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include "mini.hpp"
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/save.hpp>
#include <sdkt/clip/torchscript.hpp>

namespace {

namespace clip = sdkt::clip;

/// Registers a parameter called a.b.c in the submodule a.b. Every submodule is a class of its own.
void add_parameter(const torch::jit::Module& root, const std::string& name, const at::Tensor& values) {
  static int num_classes = 0;
  torch::jit::Module module = root;
  std::size_t begin = 0;
  for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', begin)) {
    const std::string part = name.substr(begin, dot - begin);
    if (!module.hasattr(part)) {
      const c10::QualifiedName type{"__torch__.part" + std::to_string(num_classes++)};
      module.register_module(part, torch::jit::Module{type, root._ivalue()->compilation_unit()});
    }
    module = module.attr(part).toModule();
    begin = dot + 1;
  }
  module.register_parameter(name.substr(begin), values, /*is_buffer=*/false);
}

}  // namespace

TEST_CASE("an archive becomes fp32 weights with OpenAI's activation") {
  const temporary_folder folder;
  torch::jit::Module archive{"__torch__.Multimodal"};
  for (const auto& [name, values] :
       clip::detail::tensors_to_store(mini().layout(), mini().weights(), clip::key_convention::open_clip)) {
    const bool half = values.dim() >= 2;
    add_parameter(archive, name, half ? values.to(at::kHalf) : values.clone());
  }
  for (const char* name : {"input_resolution", "context_length", "vocab_size"}) {
    archive.register_parameter(name, at::tensor(7), /*is_buffer=*/false);
  }
  archive.save((folder / "ViT.pt").string());
  const auto model = clip::load(folder / "ViT.pt", {.tokenizer = mini_folder()});
  // The mini model's weights are halves already, so nothing is lost.
  CHECK(at::equal(model.weights(), mini().weights()));
  CHECK(model.architecture().activation_function == clip::activation::quick_gelu);
  CHECK(model.architecture().image.heads == 2);
  CHECK(model.architecture().text ==
        clip::tower_options{.width = 128, .layers = 2, .heads = 2, .mlp_width = 512});
}

TEST_CASE("a zip file that is no archive is refused") {
  const temporary_folder folder;
  write_bytes(folder / "state.pt", std::string{"PK\x03\x04 and so on"});
  CHECK(contains(
      sentence_of<sdkt::format_error>([&] { static_cast<void>(clip::load(folder / "state.pt")); }),
      "state.pt: is a truncated zip file: its list of contents is missing; download the file again"));
}

TEST_CASE("without the reader an archive is refused with the header to include") {
  const temporary_folder folder;
  write_bytes(folder / "state.pt", std::string{"PK\x03\x04 and so on"});
  const auto reader = clip::detail::torchscript_reader;
  clip::detail::torchscript_reader = nullptr;
  const auto sentence =
      sentence_of<sdkt::format_error>([&] { static_cast<void>(clip::load(folder / "state.pt")); });
  clip::detail::torchscript_reader = reader;
  CHECK(contains(sentence, "include <sdkt/clip/torchscript.hpp>"));
}
