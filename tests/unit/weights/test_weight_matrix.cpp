// SPDX-License-Identifier: MIT
//
// The matrices of a model: which tensors they are, where they lie, and the parts of a packed attention.

#include <string_view>
#include <tuple>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace {

sdkt::weight_layout layout_of_a_block() {
  sdkt::weight_layout layout;
  layout.add("token_embedding.weight", {7, 4});
  layout.add("0.self_attn.in_proj.weight", {12, 4});
  layout.add("0.self_attn.in_proj.bias", {12});
  layout.add("patch.weight", {4, 3, 2, 2});
  layout.add("0.mlp.fc1.weight", {6, 4});
  return layout;
}

}  // namespace

TEST_CASE("hidden matrices are the trained tensors of two dimensions that embed nothing") {
  const sdkt::weight_layout layout = layout_of_a_block();
  const sdkt::trained_slices all{layout, {0, layout.size()}};
  const auto matrices = sdkt::weights::hidden_matrices_of(all);
  REQUIRE(matrices.size() == 2);
  CHECK(matrices[0].name == "0.self_attn.in_proj.weight");
  CHECK(std::tuple{matrices[1].place, matrices[1].rows, matrices[1].columns} ==
        std::tuple{*all.place(4), 6, 4});

  const sdkt::trained_slices of_mlp{layout, {0, layout.size()}, [](std::string_view name) {
                                      return name.find("mlp") != std::string_view::npos;
                                    }};
  REQUIRE(sdkt::weights::hidden_matrices_of(of_mlp).size() == 1);
  CHECK(sdkt::weights::hidden_matrices_of(of_mlp)[0].place == 0);
}

TEST_CASE("query, key and value are the thirds of a packed matrix, in this order") {
  const sdkt::weight_layout layout = layout_of_a_block();
  const sdkt::trained_slices all{layout, {0, layout.size()}};
  const auto matrices = sdkt::weights::hidden_matrices_of(all);
  const at::Tensor theta = at::arange(all.size(), at::kDouble);
  const auto parts = sdkt::weights::separate(matrices[0]);
  REQUIRE(parts.size() == 3);
  for (std::size_t part = 0; part < 3; ++part) {
    const at::Tensor rows = matrices[0].of(theta).narrow(0, 4 * static_cast<std::int64_t>(part), 4);
    CHECK(at::equal(parts[part].of(theta), rows));
  }
  CHECK(parts[1].name == "0.self_attn.in_proj.weight (key)");
  CHECK(sdkt::weights::separate(matrices[1]).size() == 1);
  CHECK(sdkt::weights::separate({"in_proj.weight", 0, 7, 4}).size() == 1);  // no thirds
}

TEST_CASE("what belongs to no matrix is the rest of a vector, in order, whatever the order of the matrices") {
  using sdkt::weights::ranges_outside;
  const sdkt::weight_matrix first{"a", 3, 2, 2}, second{"b", 7, 1, 3}, third{"c", 12, 2, 1};
  const std::vector<sdkt::weight_range> rest{{0, 3}, {10, 12}, {14, 20}};
  CHECK((ranges_outside({first, second, third}, 20) == rest));
  CHECK((ranges_outside({third, first, second}, 20) == rest));
  CHECK((ranges_outside({}, 5) == std::vector<sdkt::weight_range>{{0, 5}}));
  CHECK(ranges_outside({{"all", 0, 2, 3}}, 6).empty());
}
