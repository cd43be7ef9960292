// SPDX-License-Identifier: MIT
//
// Kinds of files that lie where a model's files should, by their first bytes.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/bytes.hpp"
#include "../../support/temporary_folder.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/zip_names.hpp>

namespace {

using namespace std::string_literals;

std::string number(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t byte = 0; byte < bytes; ++byte) text += static_cast<char>((value >> (8 * byte)) & 255U);
  return text;
}

/// A zip file of members without content: their headers, the list of them, its end.
std::string zip_of(const std::vector<std::string>& names, bool is_wide = false,
                   const std::string& comment = "") {
  std::string bytes, list;
  for (const std::string& name : names) {
    const std::string place = number(bytes.size(), 4);
    const std::string sizes = std::string(12, '\0') + number(name.size(), 2);
    bytes += "PK\x03\x04" + std::string(10, '\0') + sizes + "\0\0"s + name;
    list += "PK\x01\x02" + std::string(12, '\0') + sizes + std::string(12, '\0') + place + name;
  }
  const std::size_t begin = bytes.size();
  bytes += list;
  if (is_wide) {
    bytes += "PK\x06\x06" + number(44, 8) + std::string(28, '\0') + number(list.size(), 8) + number(begin, 8);
    bytes += "PK\x06\x07" + std::string(16, '\0');
  }
  const std::string count = number(names.size(), 2) + number(names.size(), 2);
  bytes += "PK\x05\x06" + std::string(4, '\0') + count + number(list.size(), 4) +
           number(is_wide ? 0xFFFFFFFFU : begin, 4) + number(comment.size(), 2) + comment;
  return bytes;
}

std::string kind_of_weights(const std::string& bytes) {
  const sdkt_test::temporary_folder folder;
  sdkt_test::write_bytes(folder / "w.bin", bytes);
  const auto kind = sdkt::detail::kind_in_place_of_weights(sdkt::detail::input_file{folder / "w.bin"});
  return kind ? kind->what + "; " + kind->remedy : "";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a zip file is told by the names in it, with 32 and with 64 bits and behind a comment") {
  for (const bool is_wide : {false, true}) {
    for (const std::string& comment : {""s, "made by hand"s}) {
      const auto kind = [&](const std::vector<std::string>& names) {
        return kind_of_weights(zip_of(names, is_wide, comment));
      };
      CHECK(holds(kind({"ViT/data.pkl", "ViT/code/__torch__.py", "ViT/constants.pkl"}),
                  "is a TorchScript archive"));
      CHECK(holds(kind({"archive/data.pkl", "archive/data/0"}), "was written by Python's torch.save"));
      CHECK(holds(kind({"a.npy", "b.npy"}), "is a NumPy archive (.npz)"));
      CHECK(holds(kind({"config.json", "model.weights.h5"}), "is a Keras model"));
      CHECK(holds(kind({"readme.txt"}), "is a zip file without a model; unpack it: unzip 'w.bin'"));
      CHECK(holds(kind({}), ""));
    }
  }
  const std::string whole = zip_of({"archive/data.pkl"});
  for (std::size_t size = 4; size < whole.size(); ++size) {
    CHECK(holds(kind_of_weights(whole.substr(0, size)), "is a truncated zip file"));
  }
}

TEST_CASE("binary files are told by their marks") {
  const std::string rest(300, '\0');
  for (const auto& [bytes, what] : std::vector<std::pair<std::string, std::string>>{
           {"", "is empty"},
           {"\x1f\x8b\x08" + rest, "is compressed with gzip; decompress it: gunzip -c 'w.bin' > UNPACKED"},
           {"\xfd\x37zXZ" + rest, "is compressed with xz"},
           {"\x28\xb5\x2f\xfd" + rest, "is compressed with zstd"},
           {"BZh9" + rest, "is compressed with bzip2"},
           {std::string(257, '\0') + "ustar" + rest, "is a tar archive; unpack it: tar -xf 'w.bin'"},
           {"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19" + rest,
            "is a pickle of an old torch.save"},
           {"\x80\x04\x95" + rest, "is a Python pickle"},
           {"GGUF" + rest, "is a GGUF file"},
           {"\x89HDF\r\n\x1a\n" + rest, "is an HDF5 file"},
           {"\x93NUMPY" + rest, "is an array of NumPy"},
           {"\x1c\0\0\0TFL3"s + rest, "is a TensorFlow Lite model"},
           {"\x08\x07\x12\x07pytorch"s + rest, "is an ONNX model"},
           {"\x08\x0a:\xff"s + rest, "is an ONNX model"},
           {rest, "begins with only zeros"}}) {
    CHECK(holds(kind_of_weights(bytes), what));
  }
  CHECK(kind_of_weights("\x08\0\0\0\0\0\0\0{}      "s).empty());  // safetensors
  CHECK(kind_of_weights("\xff\xfe\xfd\xfc").empty());
}

TEST_CASE("texts are told by how they begin, and a command takes no name that would end its quotes") {
  CHECK(holds(kind_of_weights("version https://git-lfs.github.com/spec/v1\noid"), "is a Git LFS pointer"));
  CHECK(holds(kind_of_weights("\xEF\xBB\xBF \n<!DocType HTML>"), "is an HTML or XML page"));
  CHECK(holds(kind_of_weights("<?xml version"), "is an HTML or XML page"));
  CHECK(holds(kind_of_weights("  {\"a\": 1}"), "is JSON, not weights"));
  CHECK(holds(kind_of_weights("Entry not found\nx"), "is text that begins with \"Entry not found\""));
  CHECK(sdkt::detail::name_in_command("a/b c.pt") == "b c.pt");
  for (const char* name : {"a'b", "a\"b", "a\nb", "a`b", "$(x)", "a\\b", "\xff", ""})
    CHECK(sdkt::detail::name_in_command(name) == "FILE");
  const auto refused = [](const std::string& text) {
    try {
      sdkt::detail::refuse_other_kinds(text, "vocab.json");
    } catch (const sdkt::format_error& problem) {
      return std::string{problem.what()};
    }
    return std::string{};
  };
  CHECK(refused("{\"a\": 1}").empty());
  CHECK(refused("#version: 0.2\ni n\n").empty());
  CHECK(holds(refused("version https://git-lfs.github.com/spec/v1\n"), "vocab.json: is a Git LFS pointer"));
  CHECK(holds(refused("<html>"), "vocab.json: is an HTML or XML page"));
  CHECK(holds(refused("\x1f\x8b\x08"), "vocab.json: is compressed with gzip"));
  CHECK(holds(refused("\x10\0\0\0\0\0\0\0{\"a\":"s), "vocab.json: is a safetensors file"));
  CHECK(holds(refused(""), "vocab.json: the file is empty"));
}
