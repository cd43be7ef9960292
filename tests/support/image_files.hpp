// SPDX-License-Identifier: MIT
//
// Files that the image tests read and write: the stored images, temporary files, and tar archives piece by
// piece.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include <sdkt/images.hpp>

namespace test {

/// The folder of the stored images.
inline std::filesystem::path stored_images() {
  return std::filesystem::path{SDKT_SOURCE_DIR} / "tests" / "reference" / "image" / "data";
}

/// The bytes of a stored image.
inline std::vector<std::byte> stored_image(const std::string& name) {
  return sdkt::folder_source{stored_images()}.read(name);
}

inline std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span{text.data(), text.size()});
  return {bytes.begin(), bytes.end()};
}

/// A file with the given content that vanishes at the end of the test.
class temporary_file {
 public:
  explicit temporary_file(const std::string& content) {
    static std::atomic<int> count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("sdkt-image-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    write(content);
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  void write(const std::string& content) const { std::ofstream{path_, std::ios::binary} << content; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Where to put what into a tar header besides name, size and type.
struct tar_fields {
  char type = '0';
  std::string magic = std::string{"ustar\0", 6} + "00";
  std::string prefix = {};
  std::string size = {};  ///< raw bytes of the size field instead of octal digits
  std::string link = {};  ///< what a link leads to
};

/// A header block with a right checksum.
inline std::string tar_header(const std::string& name, std::size_t size, const tar_fields& fields = {}) {
  std::string block(512, '\0');
  const auto put = [&](std::size_t at, std::string_view text) { block.replace(at, text.size(), text); };
  const auto octal = [](std::uint64_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (; value > 0 && digits > 0; value /= 8) text[--digits] = static_cast<char>('0' + value % 8);
    return text;
  };
  put(0, name);
  put(100, "0000644");
  put(124, fields.size.empty() ? octal(size, 11) : fields.size);
  put(148, "        ");
  block[156] = fields.type;
  put(157, fields.link);
  put(257, fields.magic);
  put(345, fields.prefix);
  std::uint64_t sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + '\0' + ' ');
  return block;
}

/// A header and its data, filled up to whole blocks.
inline std::string tar_member(const std::string& name, const std::string& data,
                              const tar_fields& fields = {}) {
  std::string member = tar_header(name, data.size(), fields) + data;
  member.resize((member.size() + 511) / 512 * 512, '\0');
  return member;
}

/// One pax record: its own length, a key, a value.
inline std::string pax_record(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  std::size_t length = rest.size() + 1;
  while (std::to_string(length).size() + rest.size() != length) ++length;
  return std::to_string(length) + rest;
}

/// The two empty blocks that end an archive.
inline const std::string tar_end(1024, '\0');

/// The sentence that an action throws as Error, or a note that it threw none.
template <class Error, class Action>
std::string sentence_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace test
