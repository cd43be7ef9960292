// SPDX-License-Identifier: MIT
//
// Places of named tensors in the flat vector, and their views.

#include <cstdint>

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
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
  const auto views = sdkt::view_weights(layout, flat, sdkt::trained_slices{layout, {64, 128}}, range);
  CHECK(views[0][0][1].item<float>() == 1);
  CHECK(views[1].sum().item<float>() == 0);
  CHECK(views[2].item<float>() == 128);
}

TEST_CASE("weights picked by name are gathered, and go back to their places") {
  const auto layout = small_layout();
  const at::Tensor flat = at::arange(layout.size(), at::kFloat);
  const sdkt::trained_slices picked{
      layout, {0, layout.size()}, [&](std::string_view name) { return name != layout[1].name; }};
  CHECK_FALSE(picked.is_range());
  CHECK(picked.num_weights() == layout[0].numel + layout[2].numel);
  CHECK(picked.size() == 128);
  CHECK(picked.place(0) == 0);
  CHECK_FALSE(picked.place(1).has_value());
  CHECK(picked.place(2) == 64);
  CHECK(picked.touches({128, 192}));
  CHECK_FALSE(picked.touches({64, 128}));
  const at::Tensor theta = picked.take(flat);
  CHECK(at::equal(at::narrow(theta, 0, 0, layout[0].numel), at::narrow(flat, 0, 0, layout[0].numel)));
  CHECK(theta[64].item<float>() == 128);
  const at::Tensor other = at::zeros({layout.size()}, at::kFloat);
  picked.put(theta, other);
  CHECK(other[128].item<float>() == 128);
  CHECK(other[64].item<float>() == 0);
  const auto views = sdkt::view_weights(layout, flat, picked, at::zeros({128}, at::kFloat));
  CHECK(views[0].sum().item<float>() == 0);
  CHECK(at::equal(views[1], sdkt::view_slice(layout[1], flat)));
}

TEST_CASE("a range trains in place") {
  const auto layout = small_layout();
  const at::Tensor flat = at::arange(layout.size(), at::kFloat);
  const sdkt::trained_slices range{layout, {64, 192}};
  CHECK(range.is_range());
  CHECK(range.size() == 128);
  CHECK(range.take(flat).const_data_ptr<float>() == flat.const_data_ptr<float>() + 64);
  const bool has_both = range.tensors() == std::vector<sdkt::weight_range>{{0, 64}, {64, 65}};
  CHECK(has_both);
}

TEST_CASE("a flat vector of the wrong length is refused with both lengths") {
  const auto sentence = sentence_of<sdkt::shape_error>(
      [] { sdkt::view_weights(small_layout(), at::zeros({191}, at::kFloat)); });
  CHECK(contains(sentence, "[P] = [192]"));
  CHECK(contains(sentence, "[191]"));
}
