// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/well_formed.hpp"
#include <sdkt/report/page/colour.hpp>
#include <sdkt/report/page/line_chart.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/page/thinned.hpp>

using namespace sdkt::report;
namespace svg = sdkt::report::svg;

namespace {

std::string path_of(const std::vector<svg::point>& points) {
  svg::drawing drawing{10, 10, "id", "title", "description"};
  drawing.curve(points, "style");
  const std::string text = std::move(drawing).finish();
  const std::size_t begin = text.find(" d='");
  if (begin == std::string::npos) return {};
  return text.substr(begin + 4, text.find('\'', begin + 4) - begin - 4);
}

}  // namespace

TEST_CASE("a drawing is well-formed and says its title and description, escaped") {
  svg::drawing drawing{100, 50, "x", "a < b", "\"quoted\" & more"};
  drawing.line({0, 0}, {1.25, 2}, "axis");
  drawing.circle({1, 2}, 3, "learnt");
  drawing.rectangle({1, 2}, 3, 4, "panel");
  drawing.text({1, 2}, "<&>", "tick", "end");
  const std::string text = std::move(drawing).finish();
  const auto page = sdkt_test::check_page(text);
  CHECK(page.fault == "");
  CHECK(text.find("<title id='x-t'>a &lt; b</title>") != std::string::npos);
  CHECK(text.find("&quot;quoted&quot; &amp; more</desc>") != std::string::npos);
  CHECK(text.find("aria-labelledby='x-t x-d'") != std::string::npos);
}

TEST_CASE("a curve has gaps where a value is not finite, and a lone point is a dot") {
  const double none = std::nan("");
  CHECK(path_of({{0, 1}, {1, 2}, {2, none}, {3, 4}, {4, 5}}) == "M0 1L1 2M3 4L4 5");
  CHECK(path_of({{0, none}, {1, 2}, {2, none}, {3, 1}}) == "M1 2h0M3 1h0");
  CHECK(path_of({{0, none}}) == "");
  CHECK(path_of({}) == "");
}

TEST_CASE("tags at the ends of curves do not cover each other and stay above the axis") {
  line_chart_options options;
  options.id = "x";
  std::vector<series> curves;
  for (int i = 0; i < 6; ++i)
    curves.push_back({"name", {{0, 0}, {1, i < 3 ? 0.0 : 1.0}}, std::to_string(i + 1)});
  const std::string text = line_chart(options, curves);
  std::vector<double> places;
  for (std::size_t at = text.find("class='tag'"); at != std::string::npos;
       at = text.find("class='tag'", at + 1)) {
    const std::size_t begin = text.rfind("y='", at);
    places.push_back(std::stod(text.substr(begin + 3)));
  }
  REQUIRE(places.size() == 6);
  std::sort(places.begin(), places.end());
  for (std::size_t i = 1; i < places.size(); ++i) CHECK(places[i] - places[i - 1] >= 11 - 1e-9);
  CHECK(places.back() <= 184 + 4);
  CHECK(places.front() >= 10);
}

TEST_CASE("a scale maps its ends to its ends, and an empty interval to the middle") {
  const svg::scale scale{10, 20, 100, 0};
  CHECK(scale(10) == 100);
  CHECK(scale(20) == 0);
  CHECK(scale(15) == 50);
  CHECK(svg::scale{1, 1, 0, 8}(1) == 4);
}

TEST_CASE("ticks are round, inside the interval, and neither none nor many") {
  CHECK(svg::round_ticks(0, 100, 5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(svg::round_ticks(1, 1, 4) == std::vector<double>{1});
  std::mt19937 random{1};
  std::uniform_real_distribution<double> exponent{-12, 12}, start{-1, 1};
  for (int i = 0; i < 2000; ++i) {
    const double span = std::pow(10.0, exponent(random)), low = span * start(random);
    const auto ticks = svg::round_ticks(low, low + span, 4);
    REQUIRE(ticks.size() >= 2);
    REQUIRE(ticks.size() <= 8);
    REQUIRE(ticks.front() >= low - 1e-6 * span);
    REQUIRE(ticks.back() <= low + span + 1e-6 * span);
  }
}

TEST_CASE("a curve that fits is kept whole") {
  const auto points = thinned({3, 1, 2}, 3);
  REQUIRE(points.size() == 3);
  CHECK((points[1].x == 1 && points[1].y == 1));
  CHECK(thinned({}, 10).empty());
}

TEST_CASE("a thinned curve has few points, all of them the curve's, in order, with both extremes") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random{seed};
    std::normal_distribution<double> noise;
    std::vector<double> values(601 + random() % 5000);
    for (double& value : values) value = noise(random);
    values[random() % values.size()] = 50;
    values[random() % values.size()] = -60;
    const auto points = thinned(values, 600);
    REQUIRE(points.size() <= 600);
    double low = 0, high = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      REQUIRE((i == 0 || points[i - 1].x < points[i].x));
      REQUIRE(values[static_cast<std::size_t>(points[i].x)] == points[i].y);
      low = std::min(low, points[i].y), high = std::max(high, points[i].y);
    }
    CHECK(low == *std::min_element(values.begin(), values.end()));
    CHECK(high == *std::max_element(values.begin(), values.end()));
  }
}

TEST_CASE("a stretch without a finite value is a gap, other NaN are passed over") {
  std::vector<double> values(1000, 1.0);
  std::fill(values.begin() + 200, values.begin() + 400, std::nan(""));
  values[700] = std::nan("");
  const auto points = thinned(values, 100);
  std::size_t gaps = 0;
  for (const auto& point : points) gaps += std::isfinite(point.y) ? 0 : 1;
  CHECK(gaps == 10);
}

TEST_CASE("the text of every heat level has a contrast of at least 4.5 in both themes") {
  for (const auto& ramp : {light_ramp, dark_ramp}) {
    for (std::size_t level = 0; level < num_heat_levels; ++level) {
      const colour ground = heat_colour(ramp, level);
      CHECK(contrast(ground, text_on(ground)) >= 4.5);
    }
  }
}

TEST_CASE("more accuracy is always further from the page's colour") {
  for (std::size_t level = 1; level < num_heat_levels; ++level) {
    CHECK(luminance(heat_colour(light_ramp, level)) < luminance(heat_colour(light_ramp, level - 1)));
    CHECK(luminance(heat_colour(dark_ramp, level)) > luminance(heat_colour(dark_ramp, level - 1)));
  }
}

TEST_CASE("accuracies outside 0 to 100 take the colour of the nearest end, and NaN takes none") {
  CHECK(heat_class(-3) == "h0");
  CHECK(heat_class(50) == "h25");
  CHECK(heat_class(1e300) == "h50");
  CHECK(heat_class(std::nan("")) == "none");
  CHECK(hex({255, 0, 16}) == "#ff0010");
  CHECK(contrast({0, 0, 0}, {255, 255, 255}) > 20.9);
}
