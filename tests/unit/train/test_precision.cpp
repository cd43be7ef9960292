// SPDX-License-Identifier: MIT
//
// The precisions of a run by name, and TF32 where there is no CUDA device.

#include <ATen/Context.h>
#include <catch2/catch_test_macros.hpp>

#include "small_run.hpp"

using namespace sdkt_test;

TEST_CASE("TF32 is refused on a CPU before anything is computed", "[train][precision]") {
  sdkt::trainer trainer = small(sdkt::trainer{mini_model()});
  trainer.options.precision = sdkt::precision::tf32;
  CHECK(sentence_of([&] { trainer.run(small_tasks(), small_pool()); }) ==
        "precision: tf32 is arithmetic of CUDA devices, and this run is on cpu; use fp32 or bf16");
}

TEST_CASE("LibTorch's TF32 setting is as it was after a run on a CPU", "[train][precision]") {
  const bool before = at::globalContext().allowTF32CuBLAS();
  { const sdkt::tf32_products products{sdkt::precision::fp32, c10::Device{c10::DeviceType::CPU}}; }
  CHECK(at::globalContext().allowTF32CuBLAS() == before);
}

TEST_CASE("Precisions have the names that options and config.json use", "[train][precision]") {
  CHECK(sdkt::name_of(sdkt::precision::fp32) == "fp32");
  CHECK(sdkt::name_of(sdkt::precision::tf32) == "tf32");
  CHECK(sdkt::name_of(sdkt::precision::bf16) == "bf16");
}
