// SPDX-License-Identifier: MIT
//
// The table of the trainer's settings: every member has a row, and the checks, config.json and docs/program.md
// follow from it.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/num_members.hpp"
#include "../../support/sentence_of.hpp"
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/options/check_options.hpp>
#include <sdkt/options/described_settings.hpp>
#include <sdkt/options/settings_table.hpp>
#include <sdkt/options/trained_part.hpp>
#include <sdkt/run/describe_run.hpp>

namespace {

using namespace sdkt_test;
using sdkt::trainer_options;

/// Three members, one of them optional and one an aggregate itself.
struct three_members {
  std::optional<std::int64_t> first = {};
  sdkt::checkpoint_options second = {};
  std::string third = {};
};
static_assert(num_members<three_members>() == 3);

/// Puts a number into the setting of a row, and returns the name that its error message begins with; empty if
/// the setting holds no number of this kind.
std::string put(const sdkt::options::setting_row& row, double value, trainer_options& options) {
  const std::string name{row.name};
  return std::visit(
      [&](auto member) -> std::string {
        auto& setting = options.*member;
        using type = std::remove_cvref_t<decltype(setting)>;
        if constexpr (std::is_same_v<type, double>) {
          setting = value;
          return name;
        } else if constexpr (std::is_same_v<type, std::map<std::string, double>>) {
          setting["pets"] = value;
          return "learning_rate of pets";
        } else if constexpr (std::is_same_v<type, sdkt::checkpoint_options>) {
          setting.folder = "checkpoint";
          setting.seconds = value;
          return "checkpoint_seconds";
        } else if constexpr (std::is_same_v<type, int> || std::is_same_v<type, std::int64_t> ||
                             std::is_same_v<type, std::optional<std::int64_t>>) {
          if (std::floor(value) != value) return {};  // nor is NaN a whole number
          setting = static_cast<int>(value);
          return name;
        } else {
          return {};
        }
      },
      row.member);
}

std::string refusal_of_settings(const trainer_options& options) {
  return sentence_of<sdkt::setting_error>([&] { sdkt::options::check_options(options); });
}

std::vector<std::string> names_in(const sdkt::setting_list& settings) {
  std::vector<std::string> names;
  for (const auto& [name, value] : settings) names.push_back(name);
  return names;
}

template <class Choice>
void check_choices(Choice trainer_options::*member, const std::vector<Choice>& values) {
  const sdkt::options::setting_row& row = sdkt::options::setting_row_of(member);
  REQUIRE(row.choices.size() == values.size());
  for (const Choice value : values) {
    trainer_options options;
    options.*member = value;
    CHECK(sdkt::options::value_of(row, options) == sdkt::setting_value{std::string{name_of(value)}});
  }
}

/// The line of the settings' table in docs/program.md.
std::string page_line(const sdkt::options::setting_row& row) {
  const auto code = [](const std::string& text) { return text.empty() ? text : "`" + text + "`"; };
  std::string accepted{row.range.words};
  for (const auto& choice : row.choices) {
    if (!choice.word.empty())
      accepted.append(accepted.empty() ? "" : ", ").append(code(std::string{choice.word}));
  }
  const std::string argument = row.choices.empty() ? row.option_argument() : std::string{};
  const std::string option =
      row.has_option() ? "--" + row.option_name() + (argument.empty() ? "" : " ") + argument : "";
  const std::string key =
      row.is_described == sdkt::options::in_config::never ? "" : code(std::string{row.config_name()});
  std::string line = "|";
  for (const std::string& cell : {code(std::string{row.name}), key, code(option),
                                  sdkt::options::usual_text(row), accepted, std::string{row.what}}) {
    line += (cell.empty() ? "" : " " + cell) + " |";
  }
  return line;
}

TEST_CASE("every member of trainer_options has one row, and every name is unique") {
  const std::span<const sdkt::options::setting_row> rows = sdkt::options::settings_table();
  CHECK(rows.size() == num_members<trainer_options>());
  std::set<std::string> names, keys;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    INFO(rows[at].name);
    CHECK(names.emplace(rows[at].name).second);
    CHECK(keys.emplace(rows[at].config_name()).second);
    CHECK_FALSE(rows[at].what.empty());
    for (std::size_t other = 0; other < at; ++other) CHECK(rows[at].member != rows[other].member);
  }
}

TEST_CASE("each range accepts the default and rejects values outside, by name, value and range") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal_of_settings({}).empty());
  int ranges = 0;
  for (const sdkt::options::setting_row& row : sdkt::options::settings_table()) {
    if (row.range.words.empty()) continue;
    ++ranges;
    const sdkt::options::number_range& range = row.range;
    const double above = range.is_below_most ? range.most : range.most + 1;
    for (const double value : {range.least - 1, above, nan}) {
      if (std::isinf(value)) continue;
      trainer_options options;
      const std::string name = put(row, value, options);
      const bool is_whole = sdkt::options::value_of(row, options).index() == 2;
      if (name.empty()) continue;
      const std::string text =
          is_whole ? std::to_string(static_cast<std::int64_t>(value)) : std::to_string(value);
      CHECK(refusal_of_settings(options) ==
            name + ": the value " + text + " is out of range; use " + std::string{range.words});
    }
    trainer_options least;
    CHECK_FALSE(put(row, range.least, least).empty());
    CHECK(refusal_of_settings(least).empty());
  }
  CHECK(ranges == 24);
}

TEST_CASE("the interval between checkpoints counts only if there are any") {
  CHECK(refusal_of_settings({.checkpoints = {.folder = "out", .seconds = -1}}) ==
        "checkpoint_seconds: the value -1.000000 is out of range; use 0 or more");
  CHECK(refusal_of_settings({.checkpoints = {.folder = "out", .seconds = 0}}).empty());
  CHECK(refusal_of_settings({.checkpoints = {.seconds = -1}}).empty());
}

TEST_CASE("config.json has the settings that the table lists, in its order") {
  sdkt::setting_list settings;
  trainer_options options{.device = sdkt::compute_device::cpu};
  sdkt::run::describe_options(options, settings);
  const std::vector<std::string> names{"steps",
                                       "min_steps",
                                       "min_passes",
                                       "max_passes",
                                       "lr",
                                       "lr_of",
                                       "weight_decay",
                                       "warmup",
                                       "warmup_fraction",
                                       "label_smoothing",
                                       "trains",
                                       "max_gradient_norm",
                                       "max_logit_scale",
                                       "batch_size",
                                       "reference_batch_size",
                                       "micro_batch_size",
                                       "view",
                                       "reference_view",
                                       "seed",
                                       "precision",
                                       "device",
                                       "threads",
                                       "evaluation_batch_size",
                                       "distance_images",
                                       "union",
                                       "save_predictions"};
  CHECK(names_in(settings) == names);
  for (const std::string& name : names) CHECK(sdkt::options::is_setting_name(name));
  CHECK(sdkt::options::is_setting_name("repeatable"));
  CHECK_FALSE(sdkt::options::is_setting_name("step_graph"));
  CHECK_FALSE(sdkt::options::is_setting_name("learning_rate"));
  using value = sdkt::setting_value;
  CHECK(*settings.find("steps") == value{});
  CHECK(*settings.find("lr") == value{1e-5});
  CHECK(*settings.find("lr_of") == value{std::vector<std::string>{}});
  CHECK(*settings.find("trains") == value{std::string{"image_tower"}});
  CHECK(*settings.find("reference_view") == value{std::string{"train"}});
  CHECK(*settings.find("seed") == value{std::int64_t{1102}});
  CHECK(*settings.find("device") == value{std::string{"cpu"}});
  CHECK(*settings.find("threads") == value{std::int64_t{0}});
  CHECK(*settings.find("evaluation_batch_size") == value{std::int64_t{64}});
  CHECK(*settings.find("save_predictions") == value{false});

  options.repeatable = true;
  options.steps = 7;
  options.learning_rate_of = {{"flags", 5e-5}, {"pets", 0.25}};
  options.reference_view = sdkt::image_view::eval;
  sdkt::setting_list others;
  sdkt::run::describe_options(options, others);
  CHECK(names_in(others)[21] == "repeatable");
  CHECK(others.find("repeatable") != nullptr);
  CHECK(*others.find("steps") == value{std::int64_t{7}});
  CHECK(*others.find("lr_of") == value{std::vector<std::string>{"flags=5e-05", "pets=0.25"}});
  CHECK(*others.find("reference_view") == value{std::string{"eval"}});
}

TEST_CASE("choices have the names of their values") {
  using enum sdkt::trained_part;
  check_choices(&trainer_options::trains, {image_tower, text_tower, both_towers, everything, nothing});
  check_choices(&trainer_options::view, {sdkt::image_view::train, sdkt::image_view::eval});
  check_choices(&trainer_options::precision,
                {sdkt::precision::fp32, sdkt::precision::tf32, sdkt::precision::bf16});
  check_choices(&trainer_options::class_union, {sdkt::class_union::joined, sdkt::class_union::concatenated});
}

TEST_CASE("defaults and arguments of the program's options follow from the table") {
  const auto usual = [](auto member) {
    return sdkt::options::usual_text(sdkt::options::setting_row_of(member));
  };
  CHECK(usual(&trainer_options::learning_rate) == "1e-5");
  CHECK(usual(&trainer_options::weight_decay) == "5e-4");
  CHECK(usual(&trainer_options::label_smoothing) == "0");
  CHECK(usual(&trainer_options::min_steps) == "1000");
  CHECK(usual(&trainer_options::steps).empty());
  CHECK(usual(&trainer_options::view) == "train");
  CHECK(usual(&trainer_options::image_store_bytes) ==
        std::to_string(trainer_options{}.image_store_bytes / 1'000'000));
  CHECK(usual(&trainer_options::checkpoints) == "300");
  const sdkt::options::setting_row& parts = sdkt::options::setting_row_of(&trainer_options::trains);
  CHECK(parts.option_argument() == "image|text|both|all");
  CHECK(sdkt::options::setting_row_of(&trainer_options::device).option_argument() == "cpu|cuda");
  CHECK(sdkt::options::setting_row_of(&trainer_options::reference_batch_size).option_name() ==
        "reference-batch-size");
  CHECK_FALSE(sdkt::options::setting_row_of(&trainer_options::log_interval).has_option());
}

TEST_CASE("docs/program.md has the table's rows") {
  const std::string page =
      sdkt::detail::read_small_file(std::string{SDKT_SOURCE_DIR} + "/docs/program.md", 1'000'000);
  std::string table;
  for (const sdkt::options::setting_row& row : sdkt::options::settings_table())
    table += page_line(row) + "\n";
  INFO("docs/program.md should have these rows:\n" << table);
  CHECK(page.find(table) != std::string::npos);
}

}  // namespace
