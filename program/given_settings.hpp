// SPDX-License-Identifier: MIT
//
// The trainer's settings as the command line of `sdkt run` gives them: one value for each row of
// settings_table that is an option under "Training". A new row needs no line here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <sdkt/options/options.hpp>
#include <sdkt/options/settings_table.hpp>

namespace sdkt::cli {

/// The rows with an option under "Training", in the order of help and of commands that repeat a run. The other
/// rows with an option have their own members in run_settings, because further commands have them too, or the
/// program reads them in another form than the trainer.
const std::vector<const options::setting_row*>& training_settings();

/// The values that were given; the others are empty.
class given_settings {
 public:
  using value = std::variant<std::optional<std::int64_t>, std::optional<double>, std::optional<std::string>,
                             std::vector<std::string>, bool>;

  /// How a member of trainer_options is given: a number as such, a choice as its word, rates as TASK=RATE.
  template <class Member>
  using given = std::conditional_t<
      std::is_same_v<Member, bool>, bool,
      std::conditional_t<
          std::is_same_v<Member, double>, std::optional<double>,
          std::conditional_t<std::is_same_v<Member, int> || std::is_same_v<Member, std::int64_t> ||
                                 std::is_same_v<Member, std::optional<std::int64_t>>,
                             std::optional<std::int64_t>,
                             std::conditional_t<std::is_same_v<Member, std::map<std::string, double>>,
                                                std::vector<std::string>, std::optional<std::string>>>>>;

  given_settings();

  /// The value of a row of training_settings.
  value& of(const options::setting_row& row) { return values_.at(row.name); }
  const value& of(const options::setting_row& row) const { return values_.at(row.name); }

  /// Example: given.of(&trainer_options::steps) is a std::optional<std::int64_t>.
  template <class Member>
  given<Member>& of(Member trainer_options::*member) {
    return std::get<given<Member>>(of(options::setting_row_of(member)));
  }
  template <class Member>
  const given<Member>& of(Member trainer_options::*member) const {
    return std::get<given<Member>>(of(options::setting_row_of(member)));
  }

  /// Puts the values that were given into the options.
  ///
  /// Errors: setting_error for a rate that is not of the form TASK=RATE, and for two of one task.
  void put_into(trainer_options& options) const;

 private:
  std::map<std::string_view, value> values_;
};

/// The word of the program for a setting that is a choice, by its name in config.json.
std::string word_of(const options::setting_row& row, std::string_view name);

}  // namespace sdkt::cli
