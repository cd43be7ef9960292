// SPDX-License-Identifier: MIT
//
// Configurations, indices and weights made to do harm: names that multiply, arrays without end, shapes that
// overflow, and texts that command a terminal.
#include <cstdint>
#include <cstring>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/shape_numbers.hpp>
#include <sdkt/clip/shards.hpp>
#include <sdkt/clip/weight_source.hpp>

namespace {

namespace clip = sdkt::clip;

/// The sentence with which a config.json is refused.
std::string refusal(const std::string& json) {
  const temporary_folder folder;
  write_bytes(folder / "config.json", json);
  return sentence_of([&] { clip::detail::hugging_face_architecture(folder / "config.json"); });
}

clip::detail::config_object object_of(const std::string& json) {
  const temporary_folder folder;
  write_bytes(folder / "config.json", json);
  return clip::detail::config_object::read(folder / "config.json");
}

/// A safetensors file whose tensors have these shapes and no elements.
std::string without_elements(const std::string& tensors) {
  std::string bytes(8, '\0');
  const std::uint64_t size = tensors.size();
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes + tensors;
}

std::string claim(const std::string& name, const std::string& shape) {
  return "\"" + name + R"(":{"dtype":"U8","shape":)" + shape + R"(,"data_offsets":[0,0]})";
}

}  // namespace

TEST_CASE("a long name in a configuration is refused, because every value below keeps it") {
  const auto named = [](std::size_t length) {
    return R"({"model_type": "clip", ")" + std::string(length, 'n') + R"(": {"a": 1}})";
  };
  CHECK(contains(refusal(named(201)), "is nested too deeply or has a name that is too long"));
  CHECK(contains(refusal(named(199)), "is nested too deeply or has a name that is too long"));  // with ".a"
  CHECK(refusal(named(198)).empty());
}

TEST_CASE("of an array of a configuration the first values and the length are kept") {
  const auto object =
      object_of(R"({"a": [1, 2, 3, 4, 5, {"b": [6]}, 7], "c": [[1, 2], [3]], "d": [8, 8], "e": 9})");
  CHECK(object.member_values("a").size() == 4);
  CHECK(object.member_values("c").size() == 5);
  CHECK(object.side("d") == 8);
  CHECK(object.integer("e", 0) == 9);
  CHECK(contains(sentence_of([&] { object.three("a", {}); }), "a is an array, not three numbers"));
  const auto three = object_of(R"({"mean": [0.5, 0.25, 1]})").three("mean", {});
  CHECK(three[1] == 0.25);
  CHECK(contains(sentence_of([&] { object_of(R"({"x": [1, 2, 3, 4]})").three("x", {}); }), "x is an array"));
}

TEST_CASE("texts of a configuration reach sentences without their control characters") {
  CHECK(contains(refusal(R"({"model_type": "\u001b[2J"})"), "has the model_type \"\\x1b[2J\""));
  CHECK(contains(refusal(R"({"model_type": "clip", "projection_dim": "\u009b"})"),
                 "projection_dim is \"\\xc2\\x9b\", not a whole number in range"));
  CHECK(refusal(R"({"model_type": ")" + std::string(100'000, 'x') + "\"}").size() < 1000);
}

TEST_CASE("an index names files of its folder and nothing else") {
  const temporary_folder folder;
  const auto refused = [&](const std::string& name) {
    write_bytes(folder / "index.json", R"({"weight_map": {"a": ")" + name + "\"}}");
    return sentence_of<sdkt::format_error>([&] { clip::detail::open_shards(folder / "index.json"); });
  };
  for (const char* name :
       {"../x", "/etc/passwd", "..", "", "a/b", "a/", "\\u001b[2J", "a\\u0000b", "\\u202e"}) {
    CHECK(contains(refused(name), "does not name a file of its folder for \"a\""));
  }
  CHECK(contains(refused(std::string(256, 'x')), "does not name a file of its folder for \"a\""));
}

TEST_CASE("tensors without elements may claim any number of rows, and none overflows") {
  const temporary_folder folder;
  const auto refused = [&](const std::string& positions, const std::string& side) {
    write_bytes(folder / "a.safetensors",
                without_elements("{" + claim("visual.conv1.weight", "[0,3," + side + "," + side + "]") + "," +
                                 claim("visual.positional_embedding", "[" + positions + ",0]") + "}"));
    clip::detail::weight_source source{folder / "a.safetensors"};
    source.add_file(folder / "a.safetensors");
    source.settle();
    return sentence_of<sdkt::format_error>([&] { clip::detail::architecture_of_shapes(source); });
  };
  for (const char* positions : {"9223372036854775807", "9223372030926249002", "268468226"}) {
    CHECK(contains(refused(positions, "2"),
                   "has an image tower for images of more than 16384 pixels per side"));
  }
  CHECK(contains(refused("5", "1000000000"),
                 "has an image tower for images of more than 16384 pixels per side"));
  CHECK(contains(refused("6", "2"), "has an image tower for images that are not square"));
}

TEST_CASE("names of tensors reach sentences of a model without their control characters") {
  const temporary_folder folder;
  write_bytes(folder / "a.safetensors", without_elements("{" + claim("module.visual.\\u001b", "[0]") + "," +
                                                         claim("visual.\\u001b", "[0]") + "}"));
  clip::detail::weight_source source{folder / "a.safetensors"};
  source.add_file(folder / "a.safetensors");
  CHECK(contains(sentence_of([&] { source.settle(); }), "has the tensor \"visual.\\x1b\" twice"));
}
