// SPDX-License-Identifier: MIT
//
// What every page is framed by, and how one is told from a stranger's file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/style.hpp>

namespace sdkt::report {

namespace detail {

inline constexpr std::string_view page_begin =
    "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'/>\n"
    "<meta name='generator' content='sdkt report'/>\n"
    "<meta name='viewport' content='width=device-width, initial-scale=1'/>\n";

}  // namespace detail

/// A whole page. Title and content are markup.
inline std::string page(std::string_view title, std::string_view content) {
  std::string html;
  put(html, detail::page_begin, "<title>", title, "</title>\n<style>\n", style_sheet(),
      "</style>\n</head>\n<body>\n<main>\n<h1>", title, "</h1>\n", content, "</main>\n</body>\n</html>\n");
  return html;
}

/// Whether a file's first bytes are those of a page that this made, and so may be replaced by another.
inline bool is_page(std::string_view beginning) { return beginning.starts_with(detail::page_begin); }

/// Bytes that is_page looks at.
inline constexpr std::size_t page_mark_size = detail::page_begin.size();

/// A part of a page with its heading.
inline std::string section(std::string_view heading, std::string_view content) {
  std::string html;
  put(html, "<section>\n<h2>", heading, "</h2>\n", content, "</section>\n");
  return html;
}

}  // namespace sdkt::report
