// SPDX-License-Identifier: MIT
//
// Keys for names: names that CLIP's tokenizer does not distinguish have the same key.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// A string in normal form C and lower case, with one space for each run of white space and none at its ends.
/// Texts that the tokenizer cleans to the same words have equal keys.
std::string text_key(std::string_view text);

/// The text_key of a class name, in which an underscore also counts as a space.
std::string class_key(std::string_view name);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/text/impl/text_key.ipp>
#endif
