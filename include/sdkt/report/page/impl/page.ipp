// SPDX-License-Identifier: MIT
//
// Definitions of page.hpp.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/page.hpp>
#include <sdkt/report/page/style.hpp>

namespace sdkt::report {

SDKT_INLINE std::string page(std::string_view title, std::string_view content) {
  std::string html;
  put(html, detail::page_begin, "<title>", title, "</title>\n<style>\n", style_sheet(),
      "</style>\n</head>\n<body>\n<main>\n<h1>", title, "</h1>\n", content, "</main>\n</body>\n</html>\n");
  return html;
}

SDKT_INLINE std::string section(std::string_view heading, std::string_view content) {
  std::string html;
  put(html, "<section>\n<h2>", heading, "</h2>\n", content, "</section>\n");
  return html;
}

}  // namespace sdkt::report
