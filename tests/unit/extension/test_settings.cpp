// SPDX-License-Identifier: MIT
//
// The settings of extensions: what is refused and how it is said, and the names under which they are listed.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <catch2/catch_test_macros.hpp>

#include "images.hpp"
#include <sdkt/extension.hpp>

namespace {

using namespace sdkt_test;
using lines = std::vector<std::string>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// What a run's check of its composition throws because of a setting; empty if it does not.
template <class E>
std::string refusal(const E& extension) {
  return sentence_of<sdkt::setting_error>([&] { sdkt::detail::check_policy(extension); });
}

/// Settings by name, as lines like "ties_keep 0.2"; none where there is no value.
template <class E>
lines settings_of(const E& extension) {
  sdkt::setting_list settings;
  extension.describe(settings);
  lines result;
  for (const auto& [name, value] : settings) {
    std::ostringstream line;
    line << name << ' ';
    if (const auto* text = std::get_if<std::string>(&value)) line << *text;
    if (const auto* number = std::get_if<double>(&value)) line << *number;
    if (const auto* count = std::get_if<std::int64_t>(&value)) line << *count;
    if (const auto* flag = std::get_if<bool>(&value)) line << (*flag ? "true" : "false");
    result.push_back(line.str());
  }
  return result;
}

std::string name_of(const std::string& line) { return line.substr(0, line.find(' ')); }

const auto all = std::tuple{sdkt::l2_to_start{},     sdkt::ewc{},
                            sdkt::online_ewc{},      sdkt::instant_fisher{},
                            sdkt::running_mean{},    sdkt::moving_average{},
                            sdkt::interpolate{},     sdkt::merge_task_vectors{sdkt::task_arithmetic{}},
                            sdkt::exemplar_memory{}, sdkt::exemplar_replay{},
                            sdkt::unguided_tasks{}};

}  // namespace

TEST_CASE("strengths that are negative or not finite are refused") {
  CHECK(refusal(sdkt::l2_to_start{.strength = -1}) ==
        "l2_to_start_strength: the value -1 is out of range; use a finite number, 0 or more");
  CHECK(refusal(sdkt::ewc{.strength = not_a_number}) ==
        "ewc_strength: the value nan is out of range; use a finite number, 0 or more");
  CHECK(refusal(sdkt::online_ewc{.strength = infinity}) ==
        "online_ewc_strength: the value inf is out of range; use a finite number, 0 or more");
  CHECK(refusal(sdkt::online_ewc{.add = -0.5}) ==
        "online_ewc_add: the value -0.5 is out of range; use a finite number, 0 or more");
  CHECK(refusal(sdkt::instant_fisher{.strength = -infinity}) ==
        "instant_fisher_strength: the value -inf is out of range; use a finite number, 0 or more");
}

TEST_CASE("fractions outside their range are refused") {
  CHECK(refusal(sdkt::online_ewc{.keep = 1.5}) ==
        "online_ewc_keep: the value 1.5 is out of range; use a number from 0 to 1");
  CHECK(refusal(sdkt::moving_average{.decay = -0.1}) ==
        "moving_average_decay: the value -0.1 is out of range; use a number from 0 to 1");
  CHECK(refusal(sdkt::moving_average{.decay = not_a_number}) ==
        "moving_average_decay: the value nan is out of range; use a number from 0 to 1");
  for (const auto& [keep, text] :
       {std::pair{0.0, "0"}, std::pair{1.25, "1.25"}, std::pair{not_a_number, "nan"}}) {
    CHECK(refusal(sdkt::merge_task_vectors{sdkt::ties{.keep = keep}}) ==
          std::string{"ties_keep: the value "} + text + " is out of range; use a number above 0 and up to 1");
  }
}

TEST_CASE("factors that are not finite are refused") {
  CHECK(refusal(sdkt::interpolate{.alpha = infinity}) ==
        "interpolate_alpha: the value inf is out of range; use a finite number");
  CHECK(refusal(sdkt::merge_task_vectors{sdkt::ties{.scale = not_a_number}}) ==
        "ties_scale: the value nan is out of range; use a finite number");
  CHECK(refusal(sdkt::merge_task_vectors{sdkt::magmax{.scale = infinity}}) ==
        "magmax_scale: the value inf is out of range; use a finite number");
  CHECK(refusal(sdkt::merge_task_vectors{sdkt::task_arithmetic{.scale = not_a_number}}) ==
        "task_arithmetic_scale: the value nan is out of range; use a finite number");
}

TEST_CASE("counts that are too small are refused") {
  CHECK(refusal(sdkt::running_mean{.every = 0}) ==
        "running_mean_every: the value 0 is out of range; use 1 or more");
  CHECK(refusal(sdkt::ewc{.batch_size = 0}) == "ewc_batch_size: the value 0 is out of range; use 1 or more");
  CHECK(refusal(sdkt::online_ewc{.batch_size = -3}) ==
        "online_ewc_batch_size: the value -3 is out of range; use 1 or more");
  CHECK(refusal(sdkt::exemplar_memory{.capacity = 0}) ==
        "exemplar_memory_capacity: the value 0 is out of range; use 1 or more");
  CHECK(refusal(sdkt::exemplar_memory{.herd_from = 0}) ==
        "exemplar_memory_herd_from: the value 0 is out of range; use 1 or more");
  CHECK(refusal(sdkt::exemplar_replay{.per_class = 0}) ==
        "exemplar_replay_per_class: the value 0 is out of range; use 1 or more");
  CHECK(refusal(sdkt::unguided_tasks{.count = -1}) ==
        "unguided_tasks: the value -1 is out of range; use 0 or more");
}

TEST_CASE("the defaults and the ends of every range are accepted") {
  const auto accept = [](const auto& extension) { CHECK(refusal(extension).empty()); };
  std::apply([&](const auto&... each) { (accept(each), ...); }, all);
  CHECK(refusal(sdkt::l2_to_start{.strength = 0}).empty());
  CHECK(refusal(sdkt::online_ewc{.keep = 0, .add = 0}).empty());
  CHECK(refusal(sdkt::moving_average{.decay = 1}).empty());
  CHECK(refusal(sdkt::interpolate{.alpha = -1.5}).empty());
  CHECK(refusal(sdkt::merge_task_vectors{sdkt::ties{.keep = 1}}).empty());
  CHECK(refusal(sdkt::merge_task_vectors{sdkt::task_arithmetic{.scale = -0.4}}).empty());
  CHECK(refusal(sdkt::unguided_tasks{.count = 0}).empty());
}

TEST_CASE("every extension has a name and settings of its own, and no two share one") {
  std::set<std::string> names, settings;
  std::size_t num_extensions = 0, num_settings = 0;
  const auto list = [&](const auto& described) {
    for (const auto& line : settings_of(described)) settings.insert(name_of(line)), ++num_settings;
  };
  const auto collect = [&](const auto& extension) {
    names.insert(sdkt::detail::policy_name(extension));
    ++num_extensions;
    list(extension);
  };
  std::apply([&](const auto&... each) { (collect(each), ...); }, all);
  list(sdkt::ties{});
  list(sdkt::magmax{});
  CHECK(names.size() == num_extensions);
  CHECK(names.count("user") == 0);
  CHECK(settings.size() == num_settings);
}

TEST_CASE("MagMax's baseline is online ewc with the settings that are listed here") {
  const sdkt::online_ewc extension{.strength = 1e6,
                                   .keep = 0.5,
                                   .add = 0.5,
                                   .labels = sdkt::label_rule::predicted,
                                   .batch_size = 128,
                                   .view = sdkt::image_view::train};
  CHECK(settings_of(extension) == lines{"online_ewc_strength 1e+06", "online_ewc_keep 0.5",
                                        "online_ewc_add 0.5", "online_ewc_labels predicted",
                                        "online_ewc_batch_size 128", "online_ewc_view train"});
  CHECK(sdkt::ewc{}.strength == 7812.5);
}

TEST_CASE("a merge lists its rule, how it trains, and the rule's settings") {
  CHECK(settings_of(sdkt::merge_task_vectors{sdkt::ties{}, sdkt::merge_start::independent}) ==
        lines{"merge_rule ties", "merge_start independent", "ties_keep 0.2", "ties_scale 0.55"});
  CHECK(settings_of(sdkt::merge_task_vectors{sdkt::task_arithmetic{}}) ==
        lines{"merge_rule task_arithmetic", "merge_start sequential", "task_arithmetic_scale "});
}
