// SPDX-License-Identifier: MIT

#include "whole_numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>

#include <sdkt/base/shown_text.hpp>
#include <sdkt/text/whole_number.hpp>

namespace sdkt::cli {

namespace {

/// The type names of whole numbers in help.
constexpr std::array<std::string_view, 3> number_types = {"N", "MB", "N[,N...]"};

/// Options of unsigned numbers: CLI11 reads -1 as the largest.
constexpr std::array<std::string_view, 2> unsigned_options = {"--seed", "--reference-size"};

/// Rewrites a whole number in plain digits. Returns an error for a number with a fraction or one too large,
/// which CLI11 would replace by the largest. Words are left to the option.
std::string write_plainly(std::string& text, bool is_unsigned, bool is_seed) {
  if (const auto number = sdkt::detail::whole_number_of(text)) {
    if (is_unsigned && *number < 0)
      return "expected a whole number, 0 or more, got " + sdkt::detail::shown_text(text);
    text = std::to_string(*number);
    return {};
  }
  if (text.find_first_not_of("+-0123456789.eE") != std::string::npos) return {};
  std::uint64_t seed = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (is_seed && problem == std::errc{} && end == text.data() + text.size()) return {};
  return std::string{"expected a whole number"} + (is_seed ? "" : " below 2^63") + ", got " +
         sdkt::detail::shown_text(text);
}

}  // namespace

void read_whole_numbers(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    const bool is_number =
        std::find(number_types.begin(), number_types.end(), option->get_type_name()) != number_types.end();
    if (!is_number) continue;
    const std::string name = option->get_name();
    const bool is_seed = name == "--seed";
    const bool is_unsigned =
        std::find(unsigned_options.begin(), unsigned_options.end(), name) != unsigned_options.end();
    option->transform(
        CLI::Validator{[=](std::string& text) { return write_plainly(text, is_unsigned, is_seed); }, ""});
  }
}

}  // namespace sdkt::cli
