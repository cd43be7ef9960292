// SPDX-License-Identifier: MIT
//
// Places of named tensors in the flat vector, and their views.

#include <cstdint>

#include <ATen/ops/arange.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "temporary_folder.hpp"
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/views.hpp>

namespace {

sdkt::weight_layout small_layout() {
  sdkt::weight_layout layout;
  layout.add("a", {3, 5});
  layout.add("b", {64});
  layout.add("c", {});
  return layout;
}

}  // namespace

TEST_CASE("every slice starts at a multiple of 64 and slices follow each other") {
  const auto layout = small_layout();
  CHECK(layout[0].offset == 0);
  CHECK(layout[1].offset == 64);
  CHECK(layout[2].offset == 128);
  CHECK(layout.size() == 192);
  CHECK(layout.num_parameters() == 15 + 64 + 1);
  CHECK(layout.find("b") == 1U);
  CHECK_FALSE(layout.find("d"));
}

TEST_CASE("views show the elements of the flat vector and share its memory") {
  const auto layout = small_layout();
  const at::Tensor flat = at::arange(layout.size(), at::kFloat);
  const auto views = sdkt::view_weights(layout, flat);
  REQUIRE(views.size() == 3);
  CHECK(views[0].sizes() == at::IntArrayRef{3, 5});
  CHECK(views[0][2][4].item<float>() == 14);
  CHECK(views[2].dim() == 0);
  CHECK(views[2].item<float>() == 128);
  views[1].fill_(-1);
  CHECK(flat[64].item<float>() == -1);
  CHECK(flat[128].item<float>() == 128);
}

TEST_CASE("a range replaces the slices that it covers and no others") {
  const auto layout = small_layout();
  const at::Tensor flat = at::arange(layout.size(), at::kFloat);
  const at::Tensor range = at::zeros({64}, at::kFloat);
  const auto views = sdkt::view_weights(layout, flat, {64, 128}, range);
  CHECK(views[0][0][1].item<float>() == 1);
  CHECK(views[1].sum().item<float>() == 0);
  CHECK(views[2].item<float>() == 128);
}

TEST_CASE("a flat vector of the wrong length is refused with both lengths") {
  const auto sentence = sentence_of<sdkt::shape_error>(
      [] { sdkt::view_weights(small_layout(), at::zeros({191}, at::kFloat)); });
  CHECK(contains(sentence, "[P] = [192]"));
  CHECK(contains(sentence, "[191]"));
}
