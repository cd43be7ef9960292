// SPDX-License-Identifier: MIT
//
// The settings of the trainer as one table: names, ranges, defaults, and what each one does. check_options,
// config.json, the options of the program and docs/program.md are made from it.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt::options {

/// A member of trainer_options.
using option_member = std::variant<
    std::int64_t trainer_options::*, std::optional<std::int64_t> trainer_options::*, int trainer_options::*,
    std::uint64_t trainer_options::*, double trainer_options::*, bool trainer_options::*,
    std::map<std::string, double> trainer_options::*, trained_part trainer_options::*,
    image_view trainer_options::*, std::optional<image_view> trainer_options::*, precision trainer_options::*,
    compute_device trainer_options::*, class_union trainer_options::*, checkpoint_options trainer_options::*,
    trained_slices::name_predicate trainer_options::*, std::shared_ptr<teacher_store> trainer_options::*,
    std::shared_ptr<image_store> trainer_options::*,
    std::shared_ptr<distributed::communicator> trainer_options::*>;

/// The numbers that a setting accepts.
struct number_range {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool is_below_most = false;  ///< `most` itself is not accepted
  bool is_power_of_two = false;
  std::string_view words = {};  ///< in error messages: "0 or more"

  /// Whether a number is accepted. NaN never is.
  constexpr bool accepts(double value) const noexcept {
    const bool is_within = value >= least && (is_below_most ? value < most : value <= most);
    return is_within && (!is_power_of_two || std::has_single_bit(static_cast<std::uint64_t>(value)));
  }
};

/// A value of an enumeration.
struct setting_choice {
  std::string_view name;  ///< in config.json
  std::string_view word;  ///< as the value of the program's option
};

/// When a setting is in config.json; if_set: unless it has its default.
enum class in_config { always, if_set, never };

/// One setting: a row of the table.
struct setting_row {
  option_member member;
  std::string_view name;      ///< the name of the member, which error messages use
  std::string_view key = {};  ///< the name in config.json and of the program's option; empty: `name`
  in_config is_described = in_config::always;
  number_range range = {};                       ///< of numbers
  std::span<const setting_choice> choices = {};  ///< of enumerations, in the order of their values
  std::string_view argument = {};                ///< what the program's option takes, if it is a number: "N"
  std::string_view usual = {};                   ///< the default in words; empty: the value itself
  std::string_view what = {};                    ///< one line of description

  /// The name in config.json, also if the setting is not written there.
  constexpr std::string_view config_name() const noexcept { return key.empty() ? name : key; }

  /// Whether the setting is a flag, which takes no value.
  constexpr bool is_flag() const noexcept { return std::holds_alternative<bool trainer_options::*>(member); }

  /// Whether the program has an option for the setting.
  constexpr bool has_option() const noexcept { return !argument.empty() || !choices.empty() || is_flag(); }

  /// The program's option without its dashes: "batch-size".
  std::string option_name() const;

  /// The argument of the program's option: "N", "train|eval"; empty for a flag.
  std::string option_argument() const;
};

/// Every member of trainer_options, in the order of config.json.
[[nodiscard]] std::span<const setting_row> settings_table();

/// The row of a member.
///
/// Example: setting_row_of(&trainer_options::learning_rate).what
template <class Value>
const setting_row& setting_row_of(Value trainer_options::*member) {
  for (const setting_row& row : settings_table()) {
    if (row.member == option_member{member}) return row;
  }
  throw std::logic_error{"sdkt: settings_table lacks a member of trainer_options"};
}

}  // namespace sdkt::options

#if SDKT_HAS_DEFINITIONS
#include <sdkt/options/impl/settings_table.ipp>
#endif
