// SPDX-License-Identifier: MIT
//
// The first bytes of files of many kinds, small zip files, and texts that ask for repairs.
#include "seeds.hpp"

namespace sdkt_fuzz {

namespace {

std::string number(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t byte = 0; byte < bytes; ++byte) text += static_cast<char>((value >> (8 * byte)) & 255U);
  return text;
}

/// A zip file with one member without content whose list says what it is told.
std::string zip_with(const std::string& name, std::uint64_t list_size, std::uint64_t list_place,
                     bool is_wide) {
  const std::string sizes = std::string(12, '\0') + number(name.size(), 2);
  std::string bytes = "PK\x03\x04" + std::string(10, '\0') + sizes + number(0, 2) + name;
  bytes += "PK\x01\x02" + std::string(12, '\0') + sizes + std::string(16, '\0') + name;
  if (is_wide) {
    bytes +=
        "PK\x06\x06" + number(44, 8) + std::string(28, '\0') + number(list_size, 8) + number(list_place, 8);
    bytes += "PK\x06\x07" + std::string(16, '\0');
  }
  return bytes + "PK\x05\x06" + std::string(8, '\0') + number(is_wide ? 0xFFFFFFFFU : list_size, 4) +
         number(is_wide ? 0xFFFFFFFFU : list_place, 4) + number(0, 2);
}

}  // namespace

seeds file_kind_seeds() {
  const std::string rest(40, '\0');
  seeds all{{"empty", ""},
            {"pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"},
            {"page", "\xEF\xBB\xBF\n<!DOCTYPE html><html>"},
            {"xml", "<?xml version=\"1.0\"?>"},
            {"json", "{\"model_type\": \"clip\"}"},
            {"text", "Entry not found"},
            {"controls", "abcd\x1b[2Jefgh\r\n"},
            {"gzip", "\x1f\x8b\x08" + rest},
            {"old_torch", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + rest},
            {"pickle", "\x80\x04" + rest},
            {"tar", std::string(257, '\0') + "ustar" + rest},
            {"gguf", "GGUF" + rest},
            {"onnx", "\x08\x07\x12\x07pytorch:"},
            {"hdf5", "\x89HDF\r\n\x1a\n" + rest},
            {"zeros", std::string(600, '\0')},
            {"safetensors", number(2, 8) + "{}"}};
  for (const char* name : {"a/data.pkl", "a/constants.pkl", "a.npy", "model.weights.h5", "x"}) {
    const std::string whole = name;
    all.push_back({"zip_" + whole.substr(whole.rfind('/') + 1),
                   zip_with(whole, 46 + whole.size(), 30 + whole.size(), false)});
  }
  all.push_back({"zip_wide", zip_with("a/data.pkl", 56, 40, true)});
  all.push_back({"zip_far", zip_with("a/data.pkl", 56, 0xFFFFFFF0U, false)});
  all.push_back({"zip_far_wide", zip_with("a/data.pkl", 0xFFFFFFFFFFFFFFFFULL, 0xFFFFFFFFFFFFFFFFULL, true)});
  all.push_back({"zip_large", zip_with("a/data.pkl", 0x7FFFFFFFU, 1, false)});
  all.push_back({"zip_many", repeated(zip_with("a/b", 49, 33, false), 2000), true});
  return all;
}

seeds repaired_text_seeds() {
  seeds all = text_seeds();
  all.push_back(
      {"references",
       "a &amp; b &#39; &#x2019; &copy 1 &notit; &EACUTE; &#xD800; &#99999999999; &amp;lt; & &#; &;"});
  all.push_back(
      {"quotes", "\u201Crock \u2019n\u2019 roll\u201D \uFB01 \u0149 \uFF21\uFF22\u3000\uFF76\uFF9E"});
  all.push_back({"controls", "\x1b[31mred\x1b[0m \x1b[ a\x07\u2028b\r\nc\rd\uFEFF\uFFFC\u0085\u0093"});
  all.push_back({"tags", "<b>\n&amp;\n<start_of_text>"});
  all.push_back({"sigma", "\u039F\u0394\u03A5\u03A3\u03A3\u0395\u03A5\u03A3 \u03A3\u0301\u03A3."});
  all.push_back({"misread", "caf\u00C3\u00A9 it\u00E2\u20AC\u2122s \u00C3 la"});
  all.push_back({"deep", "&" + repeated("amp;", 20'000) + "lt;", true});
  all.push_back({"ampersands", repeated("&", 50'000), true});
  all.push_back({"long_numbers", "&#" + repeated("9", 50'000) + ";", true});
  all.push_back({"many_numbers", repeated("&#1", 20'000), true});
  all.push_back({"escapes", "\x1b[" + repeated("1;", 30'000), true});
  all.push_back({"many_escapes", repeated("\x1b[1", 20'000), true});
  all.push_back({"many_sigmas", repeated("\u03A3", 20'000) + repeated("\u0301", 20'000), true});
  all.push_back({"many_lines", repeated("&amp;\n", 15'000), true});
  return all;
}

}  // namespace sdkt_fuzz
