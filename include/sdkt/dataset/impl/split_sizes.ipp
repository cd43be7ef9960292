// SPDX-License-Identifier: MIT
//
// Definitions of split_sizes.hpp.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/dataset/split_sizes.hpp>
#include <sdkt/text/whole_number.hpp>

namespace sdkt::detail {

[[noreturn]] SDKT_INLINE void refuse_split(std::string_view given, const std::string& what) {
  throw setting_error{"split", "got \"" + shown_text(given) + "\": " + what,
                      "write TRAIN,TEST or TRAIN,VALIDATION,TEST, as fractions (0.8,0.2) or as images per "
                      "class (16,4,20; rest,20)"};
}

/// The parts of a split, as strings.
SDKT_INLINE std::vector<std::string_view> split_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    parts.push_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (parts.size() < 2 || parts.size() > 3) refuse_split(text, "expected two or three numbers");
  if (parts.size() == 2) parts.insert(parts.begin() + 1, "0");
  return parts;
}

template <class Number>
Number split_number(std::string_view text, std::string_view part) {
  Number value{};
  const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (problem != std::errc{} || end != part.data() + part.size() || part.empty()) {
    refuse_split(text, "expected a number, got \"" + shown_text(part) + "\"");
  }
  return value;
}

}  // namespace sdkt::detail

namespace sdkt::dataset {

SDKT_INLINE split_sizes parse_split(std::string_view text) {
  const std::vector<std::string_view> parts = detail::split_parts(text);
  const bool is_whole = std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part == "rest" || detail::whole_number_of(part).has_value();
  });
  if (!is_whole && text.find('.') != std::string_view::npos) {
    const auto number = [&](std::size_t part) { return detail::split_number<double>(text, parts[part]); };
    const split_fractions sizes{number(0), number(1), number(2)};
    const bool is_share = sizes.train > 0 && sizes.validation >= 0 && sizes.test > 0 &&
                          std::abs(sizes.train + sizes.validation + sizes.test - 1) < 1e-6;
    if (!is_share) detail::refuse_split(text, "fractions must be above 0 and add up to 1");
    return sizes;
  }
  const auto number = [&](std::size_t part) {
    const auto whole = detail::whole_number_of(parts[part]);  // accepts 16.0 too, as other programs write it
    if (whole && *whole >= 0 && *whole < (std::int64_t{1} << 32)) return static_cast<std::size_t>(*whole);
    detail::refuse_split(text,
                         "expected a number of images, got \"" + detail::shown_text(parts[part]) + "\"");
  };
  split_counts sizes{.train = std::nullopt, .validation = number(1), .test = number(2)};
  if (parts[0] != "rest") sizes.train = number(0);
  if (sizes.train == std::size_t{0} || sizes.test == 0) {
    detail::refuse_split(text, "there would be no training images or no test images");
  }
  return sizes;
}

SDKT_INLINE std::optional<class_sizes> sizes_of_class(std::size_t images, const split_sizes& split) {
  if (const auto* const counts = std::get_if<split_counts>(&split)) {
    const std::size_t others = counts->validation + counts->test;
    if (images < others + counts->train.value_or(1)) return std::nullopt;
    return class_sizes{counts->train.value_or(images - others), counts->validation, counts->test};
  }
  const auto& shares = std::get<split_fractions>(split);
  if (images < 2) return class_sizes{images, 0, 0};
  const auto share = [&](double part) {
    return static_cast<std::size_t>(std::lround(part * static_cast<double>(images)));
  };
  const std::size_t test = std::clamp<std::size_t>(share(shares.test), 1, images - 1);
  const std::size_t validation = std::min(share(shares.validation), images - 1 - test);
  return class_sizes{images - test - validation, validation, test};
}

}  // namespace sdkt::dataset
