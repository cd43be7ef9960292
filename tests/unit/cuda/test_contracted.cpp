// SPDX-License-Identifier: MIT
//
// What a device's kernels are held to, held against twins that round as a device does: the tolerances must
// hold for any numbers.
#include <catch2/catch_test_macros.hpp>

#include "../../support/kernel_cases.hpp"

#if defined(SDKT_CONTRACTED_TWINS)

#include "../../kernels/contracted_twins.hpp"

namespace {

sdkt_test::side contracted_or_skip() {
  if (!__builtin_cpu_supports("fma")) SKIP("this processor has no fused multiply-add");
  return {sdkt_test::contracted_twins(), at::kCPU};
}

}  // namespace

TEST_CASE("contracted twins round otherwise than the twins") {
  const auto contracted = contracted_or_skip();
  const at::Tensor student = at::randn({64, 512});
  const std::array<at::Tensor, 2> two{sdkt_test::unit_rows(at::randn({64, 512})),
                                      sdkt_test::unit_rows(at::randn({64, 512}))};
  const auto gradient = [&](const sdkt_test::side& where) {
    return sdkt_test::distil_on<2>(where, student, two, {9.0, 0.5}, sdkt_test::launch_by_distance).gradient;
  };
  CHECK_FALSE(at::equal(gradient(contracted), gradient(sdkt_test::on_host())));
}

TEST_CASE("what a device's kernels are held to holds for contracted products") {
  const auto contracted = contracted_or_skip();
  const auto host = sdkt_test::on_host();
  sdkt_test::check_distillations(contracted, host);
  sdkt_test::check_cross_entropies(contracted, host, {1, 2, 10, 196});
  sdkt_test::check_updates(contracted, host);
}

TEST_CASE("it holds for many numbers, above all where few of them cancel each other") {
  const auto contracted = contracted_or_skip();
  const auto host = sdkt_test::on_host();
  for (int draw = 0; draw < 500; ++draw) {
    CAPTURE(draw);
    sdkt_test::check_distillations(contracted, host, {{1, 1}, {1, 2}, {3, 31}});
    sdkt_test::check_updates(contracted, host, {1, 7, 255});
  }
  for (int draw = 0; draw < 50; ++draw) {
    CAPTURE(draw);
    sdkt_test::check_cross_entropies(contracted, host, {1, 2, 10});
  }
}

#endif
