// SPDX-License-Identifier: MIT

#include "given_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

#include <sdkt/base/error.hpp>

namespace sdkt::cli {

namespace {

constexpr std::array<std::string_view, 10> with_own_places = {
    "seed",       "precision",  "threads",          "device",      "class_union",
    "step_graph", "repeatable", "save_predictions", "checkpoints", "image_store_bytes"};

std::map<std::string, double> rates_by_task(const std::vector<std::string>& words) {
  std::map<std::string, double> rates;
  for (const std::string& word : words) {
    const std::size_t equals = word.rfind('=');  // a task's name may contain "="
    double rate = 0;
    const char* end = word.data() + word.size();
    if (equals == 0 || equals == std::string::npos ||
        std::from_chars(word.data() + equals + 1, end, rate).ptr != end || equals + 1 == word.size()) {
      throw setting_error{"--lr-of", "\"" + word + "\" is not of the form TASK=RATE",
                          "write it like flags=5e-5"};
    }
    const std::string task = word.substr(0, equals);
    if (!rates.emplace(task, rate).second)
      throw setting_error{"--lr-of", "the rate of " + task + " is given twice", "give it once"};
  }
  return rates;
}

/// The number of a word among the choices; CLI11 has refused other words.
std::size_t choice_of(const options::setting_row& row, const std::string& word) {
  const auto found = std::find_if(row.choices.begin(), row.choices.end(),
                                  [&](const options::setting_choice& each) { return each.word == word; });
  return static_cast<std::size_t>(found - row.choices.begin());
}

template <class Member>
struct element {
  using type = Member;
};
template <class Member>
struct element<std::optional<Member>> {
  using type = Member;
};

/// Puts a value into the member of its row, if it was given.
template <class Member>
void put(const options::setting_row& row, const given_settings::value& value, Member& member) {
  using type = typename element<Member>::type;
  if constexpr (std::is_same_v<Member, std::map<std::string, double>>) {
    member = rates_by_task(std::get<std::vector<std::string>>(value));
  } else if constexpr (std::is_same_v<Member, bool>) {
    member = member || std::get<bool>(value);
  } else if constexpr (std::is_enum_v<type>) {
    if (const auto& word = std::get<std::optional<std::string>>(value))
      member = static_cast<type>(choice_of(row, *word));
  } else if constexpr (std::is_same_v<Member, int>) {
    if (const auto& number = std::get<std::optional<std::int64_t>>(value))
      member = static_cast<int>(std::clamp<std::int64_t>(*number, std::numeric_limits<int>::min(),
                                                         std::numeric_limits<int>::max()));
  } else if constexpr (std::is_same_v<type, std::int64_t> || std::is_same_v<type, double>) {
    if (const auto& number = std::get<std::optional<type>>(value)) member = *number;
  }
}

}  // namespace

const std::vector<const options::setting_row*>& training_settings() {
  static const std::vector<const options::setting_row*> rows = [] {
    std::vector<const options::setting_row*> found;
    for (const options::setting_row& row : options::settings_table()) {
      const bool is_elsewhere =
          std::find(with_own_places.begin(), with_own_places.end(), row.name) != with_own_places.end();
      if (row.has_option() && !is_elsewhere) found.push_back(&row);
    }
    // In a command --trains is after the views.
    const auto place_of = [&](const options::setting_row& row) {
      return std::find(found.begin(), found.end(), &row);
    };
    const auto trains = place_of(options::setting_row_of(&trainer_options::trains));
    std::rotate(trains, trains + 1, place_of(options::setting_row_of(&trainer_options::reference_view)) + 1);
    return found;
  }();
  return rows;
}

given_settings::given_settings() {
  for (const options::setting_row* row : training_settings()) {
    std::visit([&]<class Member>(Member trainer_options::*) { values_.emplace(row->name, given<Member>{}); },
               row->member);
  }
}

void given_settings::put_into(trainer_options& options) const {
  for (const options::setting_row* row : training_settings())
    std::visit([&](auto member) { put(*row, of(*row), options.*member); }, row->member);
}

std::string word_of(const options::setting_row& row, std::string_view name) {
  for (const options::setting_choice& each : row.choices) {
    if (each.name == name) return std::string{each.word};
  }
  return std::string{name};
}

}  // namespace sdkt::cli
