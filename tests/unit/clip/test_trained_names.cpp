// SPDX-License-Identifier: MIT
//
// Predicates over the names of a CLIP's weights.

#include <string>
#include <vector>

#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "mini.hpp"
#include <sdkt/clip/trained_names.hpp>

namespace {

using namespace sdkt;

std::vector<std::string> picked(const trained_slices::name_predicate& picks, weight_range range) {
  std::vector<std::string> names;
  for (const auto& slice : mini().layout().slices()) {
    if (range.contains(slice.offset) && picks(slice.name)) names.push_back(slice.name);
  }
  return names;
}

}  // namespace

TEST_CASE("the biases of an image tower are those of its norms and of the four matrices of each block") {
  const auto names = picked(clip::biases(), mini().towers().image);
  CHECK(names.size() == 2 + 6 * 5);
  for (const auto& name : names) CHECK(name.ends_with("bias"));
}

TEST_CASE("the last blocks come with what follows them and without what comes before") {
  const auto& numbers = mini().architecture();
  const auto one = picked(clip::last_blocks(numbers, 1), mini().towers().image);
  const auto two = picked(clip::last_blocks(numbers, 2), mini().towers().image);
  CHECK(one.size() == 12 + 2 + 1);
  CHECK(two.size() == 24 + 2 + 1);
  CHECK(one.front() == "vision_model.encoder.layers.4.layer_norm1.weight");
  CHECK(one.back() == "visual_projection.weight");
  const auto texts = picked(clip::last_blocks(numbers, 1), mini().towers().text);
  CHECK(texts.front() == "text_model.encoder.layers.1.layer_norm1.weight");
  CHECK(texts.size() == 12 + 2 + 1);
}

TEST_CASE("more blocks than a tower has are refused") {
  CHECK_THROWS_AS(clip::last_blocks(mini().architecture(), 0), setting_error);
  CHECK_THROWS_AS(clip::last_blocks(mini().architecture(), 3), setting_error);
}
