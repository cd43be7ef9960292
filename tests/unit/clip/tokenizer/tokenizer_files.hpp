// SPDX-License-Identifier: MIT
//
// A small vocabulary and the files that hold it, written into a folder that goes away with the test.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <sdkt/base/error.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>

/// A folder of its own under the system's folder for temporary files.
class temporary_folder {
 public:
  temporary_folder() {
    static std::atomic<int> count{0};
    path_ = std::filesystem::temp_directory_path() /
            ("sdkt_tokenizer_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

  void write(std::string_view name, std::string_view text) const {
    std::ofstream{path_ / name, std::ios::binary}.write(text.data(),
                                                        static_cast<std::streamsize>(text.size()));
  }

 private:
  std::filesystem::path path_;
};

using token_ids = std::vector<std::int32_t>;
using merge_list = std::vector<std::pair<std::string, std::string>>;

/// Enough merges for "a dog", "dogs" and an accented letter, earlier ones first.
inline merge_list small_merges() {
  return {{"d", "o"}, {"do", "g</w>"}, {"o", "g"}, {"do", "g"}, {"dog", "s</w>"}, {"Ã", "©</w>"}};
}

/// OpenAI's numbering of these merges, as vocab.json has it.
inline nlohmann::json numbered(const merge_list& merges) {
  nlohmann::json ids = nlohmann::json::object();
  const auto add = [&](const std::string& token) { ids.emplace(token, ids.size()); };
  for (const unsigned char byte : sdkt::clip::alphabet.order) add(sdkt::clip::alphabet.symbol(byte));
  for (const unsigned char byte : sdkt::clip::alphabet.order) add(sdkt::clip::alphabet.symbol(byte) + "</w>");
  for (const auto& [left, right] : merges) add(left + right);
  add("<|startoftext|>");
  add("<|endoftext|>");
  return ids;
}

inline std::string merge_lines(const merge_list& merges) {
  std::string text;
  for (const auto& [left, right] : merges) text += left + " " + right + "\n";
  return text;
}

inline std::string packed(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error{"zlib could not start"};
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// The sentence with which a call refuses, its kind in front; empty if it does not.
template <typename Call>
std::string refusal(Call&& call) {
  try {
    call();
  } catch (const sdkt::file_error& problem) {
    return std::string{"file_error "} + problem.what();
  } catch (const sdkt::format_error& problem) {
    return std::string{"format_error "} + problem.what();
  } catch (const sdkt::setting_error& problem) {
    return std::string{"setting_error "} + problem.what();
  } catch (const sdkt::data_error& problem) {
    return std::string{"data_error "} + problem.what();
  }
  return {};
}

inline std::string refusal_to_load(const std::filesystem::path& path) {
  return refusal([&] { static_cast<void>(sdkt::clip::tokenizer::load(path)); });
}
