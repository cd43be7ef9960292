// SPDX-License-Identifier: MIT
//
// The frame of every page, and how to recognise a page of this library.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::report {

namespace detail {

inline constexpr std::string_view page_begin =
    "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'/>\n"
    "<meta name='generator' content='sdkt report'/>\n"
    "<meta name='viewport' content='width=device-width, initial-scale=1'/>\n";

}  // namespace detail

/// A whole page. Title and content are markup.
std::string page(std::string_view title, std::string_view content);

/// Whether a file begins as a page made by this library, and so may be replaced by a new one.
inline bool is_page(std::string_view beginning) { return beginning.starts_with(detail::page_begin); }

/// Number of bytes that is_page reads.
inline constexpr std::size_t page_mark_size = detail::page_begin.size();

/// A part of a page with its heading.
std::string section(std::string_view heading, std::string_view content);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/page/impl/page.ipp>
#endif
