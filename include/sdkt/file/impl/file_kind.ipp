// SPDX-License-Identifier: MIT
//
// Definitions of file_kind.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/zip_names.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string name_in_command(const std::filesystem::path& path) {
  const std::string name = path.filename().native();
  const bool is_plain = !name.empty() && name.size() <= 100 && is_utf8(name) && !has_control(name) &&
                        name.find_first_of("'\"\\`$") == std::string::npos;
  return is_plain ? name : "FILE";
}

/// The command that converts a file of Python's torch.save to safetensors.
SDKT_INLINE std::string convert_pickle_command(const std::filesystem::path& path) {
  const std::string name = name_in_command(path);
  return "convert it with Python: python3 -c \"import torch, safetensors.torch as s; d = torch.load('" +
         name +
         "', map_location='cpu', weights_only=True); d = d.get('state_dict', d); s.save_file({k: "
         "v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, '" +
         name + ".safetensors')\"";
}

SDKT_INLINE bool has_at(std::string_view bytes, std::size_t place, std::string_view mark) noexcept {
  return place <= bytes.size() && bytes.substr(place, mark.size()) == mark;
}

/// Whether a text begins with `small`, which is in lower case, if the case of the text is ignored.
SDKT_INLINE bool begins_with_any_case(std::string_view text, std::string_view small) noexcept {
  if (text.size() < small.size()) return false;
  return std::equal(small.begin(), small.end(), text.begin(), [](char want, char is) {
    return want == (is >= 'A' && is <= 'Z' ? static_cast<char>(is + ('a' - 'A')) : is);
  });
}

/// A text without its byte order mark and leading white space.
SDKT_INLINE std::string_view without_beginning(std::string_view text) noexcept {
  if (has_at(text, 0, "\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

/// The kind of a text that is found in place of any other file: a pointer or a web page.
SDKT_INLINE std::optional<file_kind> placeholder_kind(std::string_view bytes) {
  const std::string_view text = without_beginning(bytes);
  if (has_at(text, 0, "version https://git-lfs.github.com/spec/")) {
    return file_kind{"is a Git LFS pointer, not the file itself",
                     "run `git lfs pull` in its folder, or download the file"};
  }
  if (has_at(text, 0, "/annex/objects/") || has_at(text, 0, "../.git/annex/objects/")) {
    return file_kind{"is a git-annex pointer, not the file itself",
                     "run `git annex get` in its folder, or download the file"};
  }
  for (const std::string_view mark : {"<!doctype", "<html", "<head", "<?xml", "<error", "<!--"}) {
    if (!begins_with_any_case(text, mark)) continue;
    return file_kind{"is an HTML or XML page, not the requested file",
                     "the server returned a page, perhaps a login page: download the file again"};
  }
  return std::nullopt;
}

/// The kind of a text: a placeholder, JSON, or any other text; nothing if the bytes are not text.
SDKT_INLINE std::optional<file_kind> text_kind(std::string_view bytes) {
  if (auto kind = placeholder_kind(bytes)) return kind;
  const std::string_view text = without_beginning(bytes);
  const std::string_view shown = text.substr(0, 40);
  const bool is_text =
      shown.size() >= 4 && std::all_of(shown.begin(), shown.end(), [](char letter) {
        return (letter >= ' ' && letter <= '~') || letter == '\n' || letter == '\r' || letter == '\t';
      });
  if (!is_text) return std::nullopt;
  if (text.front() == '{' || text.front() == '[') {
    return file_kind{"is JSON, not weights", "specify the weight file, or the folder that contains both"};
  }
  const std::string_view line = shown.substr(0, shown.find_first_of("\r\n"));
  return file_kind{"is text that begins with \"" + shown_text(line) + "\"",
                   "download the file again, and check what the server returns"};
}

/// The kind of a packed or binary file, found from its first bytes; nothing if the kind is unknown.
SDKT_INLINE std::optional<file_kind> binary_kind(std::string_view bytes, const std::filesystem::path& path) {
  const std::string name = name_in_command(path);
  struct packer {
    std::string_view mark, called, command;
  };
  constexpr packer packers[] = {{"\x1f\x8b", "gzip", "gunzip -c"},
                                {"\xfd\x37zXZ", "xz", "xz -dc"},
                                {"\x28\xb5\x2f\xfd", "zstd", "zstd -dc"},
                                {"BZh", "bzip2", "bunzip2 -c"}};
  for (const packer& each : packers) {
    if (!has_at(bytes, 0, each.mark)) continue;
    return file_kind{"is compressed with " + std::string{each.called},
                     "decompress it: " + std::string{each.command} + " '" + name + "' > UNPACKED"};
  }
  if (has_at(bytes, 257, "ustar")) return file_kind{"is a tar archive", "unpack it: tar -xf '" + name + "'"};
  constexpr std::string_view old_torch{"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12};
  if (has_at(bytes, 2, old_torch))
    return file_kind{"is a pickle of an old torch.save, which is not supported",
                     convert_pickle_command(path)};
  if (bytes.size() >= 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5) {
    return file_kind{"is a Python pickle, which is not supported", convert_pickle_command(path)};
  }
  const std::string elsewhere = "use the model's safetensors file or OpenAI's .pt file";
  struct other {
    std::size_t place;
    std::string_view mark, called;
  };
  constexpr std::string_view hdf5{"\x89HDF\r\n\x1a\n", 8};
  const other others[] = {{0, "GGUF", "a GGUF file (llama.cpp)"},
                          {0, "ggml", "a GGML file (llama.cpp)"},
                          {0, "lmgg", "a GGML file (llama.cpp)"},
                          {0, hdf5, "an HDF5 file (Keras, TensorFlow)"},
                          {0, "\x93NUMPY", "an array of NumPy (.npy)"},
                          {4, "TFL3", "a TensorFlow Lite model"},
                          {0, "%PDF", "a PDF document"},
                          {0, "\x89PNG", "a PNG image"},
                          {0, "\xff\xd8\xff", "a JPEG image"},
                          {0, "7z\xbc\xaf", "a 7z archive"},
                          {0, "Rar!", "a RAR archive"}};
  for (const other& each : others) {
    if (has_at(bytes, each.place, each.mark)) return file_kind{"is " + std::string{each.called}, elsewhere};
  }
  // A protocol buffer whose first field is a small version number and whose second field is the producer's
  // name or a graph.
  const bool has_version = bytes.size() > 6 && bytes[0] == '\x08' && bytes[1] > 0 && bytes[1] < 0x20;
  const bool has_name = has_version && bytes[2] == '\x12' && bytes[4] >= 'A' && bytes[4] <= 'z';
  if (has_name || (has_version && bytes[2] == ':')) return file_kind{"is an ONNX model", elsewhere};
  return std::nullopt;
}

SDKT_INLINE file_kind zip_kind(const input_file& file) {
  const std::string name = name_in_command(file.path());
  const std::optional<zip_content> content = read_zip_content(file);
  if (!content) {
    return {"is a truncated zip file: its list of contents is missing", "download the file again"};
  }
  if (content->is_torchscript) {
    return {"is a TorchScript archive", "specify it unchanged where a model is expected"};
  }
  if (content->has_pickle) {
    return {"was written by Python's torch.save (a zip of pickles), which is not supported",
            convert_pickle_command(file.path())};
  }
  if (content->has_npy) {
    return {"is a NumPy archive (.npz), which is not supported",
            "convert it with Python: python3 -c \"import numpy as n, safetensors.numpy as s; "
            "s.save_file(dict(n.load('" +
                name + "')), '" + name + ".safetensors')\""};
  }
  if (content->has_keras)
    return {"is a Keras model", "use the model's safetensors file or OpenAI's .pt file"};
  return {"is a zip file without a model", "unpack it: unzip '" + name + "'"};
}

SDKT_INLINE std::optional<file_kind> kind_in_place_of_weights(const input_file& file) {
  constexpr std::uint64_t looked_at = 512;
  if (file.size() == 0) return file_kind{"is empty", "download the file again"};
  std::string bytes(static_cast<std::size_t>(std::min(file.size(), looked_at)), '\0');
  file.read(bytes.data(), bytes.size(), 0);
  if (is_zip(bytes)) return zip_kind(file);
  if (auto kind = binary_kind(bytes, file.path())) return kind;
  if (auto kind = text_kind(bytes)) return kind;
  if (bytes.size() >= 16 && bytes.find_first_not_of('\0') == std::string::npos) {
    return file_kind{"begins with only zeros, perhaps after an interrupted download",
                     "download the file again"};
  }
  return std::nullopt;
}

SDKT_INLINE void refuse_other_kinds(std::string_view text, const std::filesystem::path& path) {
  const auto refuse = [&](const file_kind& kind) {
    throw format_error{path.string(), kind.what, kind.remedy};
  };
  if (text.empty()) refuse({"the file is empty", "download it again"});
  const std::string_view beginning = text.substr(0, 512);
  if (is_zip(beginning)) refuse({"is a zip file", "unpack it, and specify the extracted file"});
  if (const auto kind = binary_kind(beginning, path)) refuse(*kind);
  if (const auto kind = placeholder_kind(beginning)) refuse(*kind);
  if (beginning.find_first_not_of('\0') == std::string_view::npos) {
    refuse({"contains only zeros, perhaps after an interrupted download", "download the file again"});
  }
  if (beginning.size() > 9 && has_at(beginning, 6, std::string_view{"\0\0{", 3})) {
    refuse(
        {"is a safetensors file", "weights are stored where text is expected: check the names of the files"});
  }
}

}  // namespace sdkt::detail
