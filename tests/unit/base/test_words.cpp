// SPDX-License-Identifier: MIT
//
// Errors as one sentence, places in texts, and settings: in the order in which they were resolved, and
// refused where they are out of range.

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/version.hpp>
#include <sdkt/text/text_place.hpp>

namespace {

std::string text_of(const sdkt::error& problem) { return problem.what(); }

std::vector<std::string> names_of(const sdkt::setting_list& settings) {
  std::vector<std::string> names;
  for (const auto& [name, value] : settings) names.push_back(name);
  return names;
}

struct named {
  static constexpr std::string_view name = "named";
  void describe(sdkt::setting_list& settings) const { settings.set("half", 0.5); }
};

struct named_by_a_function {
  std::string inner;
  std::string name() const { return "outer{" + inner + "}"; }
};

struct nameless {};

struct choosy {
  double share = 0.5;
  void check() const { sdkt::detail::require_fraction("share", share); }
};

}  // namespace

TEST_CASE("an error says where, what and what to do in one line") {
  CHECK(text_of(sdkt::error{"a.json", "is empty", "fill it"}) == "a.json: is empty; fill it");
  CHECK(text_of(sdkt::error{"", "is empty", "fill it"}) == "is empty; fill it");
  CHECK(text_of(sdkt::error{"a.json", "is empty", ""}) == "a.json: is empty");
  CHECK(text_of(sdkt::error{"", "is empty", ""}) == "is empty");
}

TEST_CASE("every kind of error is an sdkt::error, which is a runtime_error") {
  static_assert(std::is_base_of_v<std::runtime_error, sdkt::error>);
  CHECK_THROWS_AS(throw sdkt::file_error("a", "b", "c"), sdkt::error);
  CHECK_THROWS_AS(throw sdkt::format_error("a", "b", "c"), sdkt::error);
  CHECK_THROWS_AS(throw sdkt::setting_error("a", "b", "c"), sdkt::error);
  CHECK_THROWS_AS(throw sdkt::data_error("a", "b", "c"), sdkt::error);
  CHECK_THROWS_AS(throw sdkt::shape_error("a", "b", "c"), sdkt::error);
  CHECK(text_of(sdkt::shape_error{"loss", "expected [R]", "return one"}) == "loss: expected [R]; return one");
}

TEST_CASE("the kinds of errors are told apart") {
  static_assert(!std::is_base_of_v<sdkt::file_error, sdkt::format_error>);
  static_assert(!std::is_base_of_v<sdkt::data_error, sdkt::shape_error>);
  static_assert(!std::is_base_of_v<sdkt::setting_error, sdkt::data_error>);
}

TEST_CASE("settings keep the order in which they were first set") {
  sdkt::setting_list settings;
  settings.set("zeta", std::int64_t{1});
  settings.set("alpha", 2.0);
  settings.set("middle", std::string{"x"});
  CHECK(names_of(settings) == std::vector<std::string>{"zeta", "alpha", "middle"});
}

TEST_CASE("setting a name again replaces its value in its place") {
  sdkt::setting_list settings;
  settings.set("a", std::int64_t{1});
  settings.set("b", std::int64_t{2});
  settings.set("a", std::string{"now a text"});
  CHECK(names_of(settings) == std::vector<std::string>{"a", "b"});
  REQUIRE(settings.find("a") != nullptr);
  CHECK(std::get<std::string>(*settings.find("a")) == "now a text");
  CHECK(std::get<std::int64_t>(*settings.find("b")) == 2);
}

TEST_CASE("a setting holds nothing, a truth, a number, a text or texts") {
  sdkt::setting_list settings;
  settings.set("nothing", {});
  settings.set("truth", true);
  settings.set("texts", std::vector<std::string>{"a", "b"});
  CHECK(std::holds_alternative<std::monostate>(*settings.find("nothing")));
  CHECK(std::get<bool>(*settings.find("truth")));
  CHECK(std::get<std::vector<std::string>>(*settings.find("texts")).size() == 2);
  CHECK(settings.find("missing") == nullptr);
}

TEST_CASE("a policy is called by its name, by its function, or user") {
  CHECK(sdkt::detail::policy_name(named{}) == "named");
  CHECK(sdkt::detail::policy_name(named_by_a_function{"inner"}) == "outer{inner}");
  CHECK(sdkt::detail::policy_name(nameless{}) == "user");
}

TEST_CASE("a policy that describes itself adds its settings, another adds none") {
  sdkt::setting_list settings;
  sdkt::detail::describe_policy(nameless{}, settings);
  CHECK(names_of(settings).empty());
  sdkt::detail::describe_policy(named{}, settings);
  CHECK(std::get<double>(*settings.find("half")) == 0.5);
}

TEST_CASE("a policy that checks itself refuses its settings, another accepts all") {
  CHECK_NOTHROW(sdkt::detail::check_policy(nameless{}));
  CHECK_NOTHROW(sdkt::detail::check_policy(choosy{}));
  CHECK_THROWS_AS(sdkt::detail::check_policy(choosy{1.5}), sdkt::setting_error);
}

TEST_CASE("a setting out of range is said with its value and its range") {
  using namespace sdkt::detail;
  const auto said = [](const auto& require) {
    try {
      require();
    } catch (const sdkt::setting_error& problem) {
      return text_of(problem);
    }
    return std::string{"nothing"};
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(said([] { require_fraction("share", 1.5); }) ==
        "share: the value 1.5 is out of range; use a number from 0 to 1");
  CHECK(said([&] { require_fraction("share", nan); }) ==
        "share: the value nan is out of range; use a number from 0 to 1");
  CHECK(said([] { require_positive("tau", 0); }) ==
        "tau: the value 0 is out of range; use a finite number above 0");
  CHECK(said([] { require_strength("pull", -1e6); }) ==
        "pull: the value -1000000 is out of range; use a finite number, 0 or more");
  CHECK(said([&] { require_finite("alpha", nan); }) ==
        "alpha: the value nan is out of range; use a finite number");
  CHECK(said([] { require_at_least("every", 0, 1); }) == "every: the value 0 is out of range; use 1 or more");
}

TEST_CASE("the ends of a range are in it, unless they are not") {
  using namespace sdkt::detail;
  CHECK_NOTHROW(require_fraction("share", 0));
  CHECK_NOTHROW(require_fraction("share", 1));
  CHECK_NOTHROW(require_strength("pull", 0));
  CHECK_NOTHROW(require_positive("tau", 1e-300));
  CHECK_NOTHROW(require_finite("alpha", -7));
  CHECK_NOTHROW(require_at_least("every", 1, 1));
  CHECK_THROWS_AS(require_strength("pull", std::numeric_limits<double>::infinity()), sdkt::setting_error);
}

TEST_CASE("a place in a text counts lines and characters from 1") {
  using sdkt::detail::text_place;
  CHECK(text_place("", 0) == "line 1, column 1");
  CHECK(text_place("ab\ncd", 4) == "line 2, column 2");
  CHECK(text_place("\xC3\xA9\xC3\xA9x", 4) == "line 1, column 3");  // two bytes a letter
  CHECK(text_place("ab", 99) == "line 1, column 3");
}

TEST_CASE("the version's text is its three numbers") {
  CHECK(std::string{sdkt::version} == std::to_string(sdkt::version_major) + "." +
                                          std::to_string(sdkt::version_minor) + "." +
                                          std::to_string(sdkt::version_patch));
}
