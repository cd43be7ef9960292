// SPDX-License-Identifier: MIT
//
// What the targets share: files, and what counts as a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <unistd.h>

#include "../support/temporary_folder.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>

namespace sdkt_fuzz {

/// Ends the program, which is what a fuzzer notices, unless a fact holds.
inline void expect(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "finding: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

/// The bytes of an input as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A folder for the files of a target; it is in memory where TMPDIR is.
class input_folder : public sdkt_test::temporary_folder {
 public:
  /// Writes a file.
  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    std::filesystem::path file = *this / name;
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    expect(descriptor >= 0, "an input's file cannot be made");
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    expect(count == static_cast<ssize_t>(bytes.size()), "an input's file cannot be written");
    ::close(descriptor);
    return file;
  }
};

/// A text that may stand on a terminal: one line of UTF-8, no control characters, not endless.
inline void expect_clean(std::string_view text) {
  constexpr std::size_t endless = 4000;
  expect(sdkt::detail::is_utf8(text), "a sentence that is no UTF-8");
  expect(!sdkt::detail::has_control(text), "a control character in a sentence");
  expect(text.size() < endless, "a sentence without end");
}

/// Runs a parser, which may refuse with an sdkt::error. Whatever else it throws escapes.
template <class Parse>
bool accepts(const Parse& parse) {
  try {
    parse();
    return true;
  } catch (const sdkt::error& refusal) {
    const std::string_view sentence{refusal.what()};
    expect(!sentence.empty(), "a refusal without a word");
    expect_clean(sentence);
    return false;
  }
}

/// Whether a path stays below the folder that it is looked up in, whatever its links are called.
inline bool stays_inside(std::string_view path) {
  if (path.empty() || path.front() == '/') return false;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= path.size(); ++at) {
    if (at < path.size() && path[at] != '/') continue;
    const std::string_view part = path.substr(begin, at - begin);
    begin = at + 1;
    if (part.empty() || part == ".") continue;
    depth += part == ".." ? -1 : 1;
    if (depth < 0) return false;
  }
  return true;
}

}  // namespace sdkt_fuzz
