// SPDX-License-Identifier: MIT
//
// One text of a reference: valid UTF-8, without white space around it, not empty.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// A text without the white space around it.
std::string_view trimmed(std::string_view text);

/// The text without white space around it. where() returns the place of the text, for error messages.
///
/// Errors: data_error if nothing remains.
template <class Where>
std::string filled_text(std::string_view text, const Where& where) {
  const std::string_view content = trimmed(text);
  if (!content.empty()) return std::string{content};
  throw data_error{where(), "the text is empty", "describe an image, or remove the text"};
}

/// Throws unless every text is UTF-8 and none is empty.
///
/// Errors: format_error for a text that is not UTF-8, data_error for an empty one.
void check_texts(const std::vector<std::string>& texts);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/reference_text.ipp>
#endif
