// SPDX-License-Identifier: MIT
//
// One training step of Select and Distill, with random weights and with images ready in memory: its time, the
// share of each stage, and the share that it reaches of the speed of matrix products on this machine.
//
//   bench_step [--architecture mini|vit-b-16] [--batch 32] [--reference 64] [--classes 196]
//              [--precision fp32|tf32|bf16] [--teachers 1|2] [--threads 2] [--steps 5] [--micro-batch 0]
//              [--device cpu|cuda] [--graph] [--repeatable]
//
// On a device, "seconds" waits for the device only at both ends of a step; the stages are measured in other
// steps, which wait after each stage.
// --graph records a step and replays it. --repeatable is that of `sdkt run`.
// Prints one line of JSON. compare.py compares it with PyTorch.

#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <ATen/Parallel.h>

#include "../product_peak.hpp"
#include "measured_step.hpp"
#include <sdkt/clip/load.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/device/process_memory.hpp>
#include <sdkt/device/repeatable_operators.hpp>
#include <sdkt/device/tf32_products.hpp>

namespace {

struct settings {
  step_bench::sizes sizes;
  bool repeatable = false;
};

settings read_arguments(int argc, char** argv) {
  settings read;
  step_bench::sizes& sizes = read.sizes;
  const auto number = [](const std::string& text) { return std::stoll(text); };
  for (int i = 1; i < argc; i += 2) {
    const std::string option = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--graph" || option == "--repeatable") {
      (option == "--graph" ? sizes.as_graph : read.repeatable) = true;
      --i;
    } else if (option == "--architecture" && value == "mini") {
      sizes.numbers = sdkt::clip::load(std::filesystem::path{SDKT_MINI_DIR} / "model").architecture();
    } else if (option == "--architecture" && value == "vit-b-16") {
      sizes.numbers = {};
    } else if (option == "--batch") {
      sizes.batch = number(value);
    } else if (option == "--reference") {
      sizes.reference = number(value);
    } else if (option == "--classes") {
      sizes.classes = number(value);
    } else if (option == "--precision") {
      for (const auto type : {sdkt::precision::fp32, sdkt::precision::tf32, sdkt::precision::bf16})
        if (value == sdkt::name_of(type)) sizes.compute = type;
    } else if (option == "--teachers") {
      sizes.teachers = number(value);
    } else if (option == "--threads") {
      sizes.threads = static_cast<int>(number(value));
    } else if (option == "--device") {
      sizes.device = sdkt::device::resolve_device(value == "cuda" ? sdkt::compute_device::cuda
                                                                  : sdkt::compute_device::cpu);
    } else if (option == "--micro-batch") {
      sizes.micro_batch = number(value);
    } else if (option == "--steps") {
      sizes.steps = number(value);
    } else {
      throw std::invalid_argument{"there is no option " + option + " " + value};
    }
  }
  return read;
}

}  // namespace

int main(int argc, char** argv) try {
  sdkt::keep_freed_memory();
  const auto [sizes, repeatable] = read_arguments(argc, argv);
  at::set_num_threads(sizes.threads);
  const sdkt::device::tf32_products products{sizes.compute, sizes.device};
  const sdkt::device::repeatable_operators operators{repeatable, sizes.device};
  const step_bench::step_seconds seconds = step_bench::measure_step(sizes);
  const double peak = timing::product_peak(sizes.compute, sizes.device);
  const double flop = step_bench::flop_of_step(sizes);
  std::printf(
      "{\"seconds\": %.6f, \"tflop\": %.4f, \"gflop_per_second\": %.1f, \"peak_gflop_per_second\": %.1f",
      seconds.whole, flop / 1e12, flop / seconds.whole / 1e9, peak / 1e9);
  for (const auto& [stage, value] : seconds.stages) std::printf(", \"%s\": %.6f", stage, value);
  std::printf("}\n");
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_step: %s\n", error.what());
  return 2;
}
