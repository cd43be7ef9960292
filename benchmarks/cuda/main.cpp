// SPDX-License-Identifier: MIT
//
// Every kernel on a device beside what its bytes take at the bandwidth that a copy reaches there, and beside
// the operators of ATen that it takes the place of.
//
//   bench_cuda [--weights 86192640] [--images 64] [--features 512] [--batch 32] [--classes 196]
//
// Prints a table in Markdown. Without a device it says so and exits with 77.

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "../device_clock.hpp"
#include "../median.hpp"
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/stream/view_batch.hpp>
#include <sdkt/train/cross_entropy.hpp>
#include <sdkt/train/device.hpp>
#include <sdkt/train/kernel_calls.hpp>
#include <sdkt/train/kernel_check.hpp>
#include <sdkt/train/trusted_kernels.hpp>

namespace {

struct sizes {
  std::int64_t weights = 86192640, images = 64, features = 512, batch = 32, classes = 196;
};

sizes read_arguments(int argc, char** argv) {
  sizes read;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    std::int64_t* const number = option == "--weights"    ? &read.weights
                                 : option == "--images"   ? &read.images
                                 : option == "--features" ? &read.features
                                 : option == "--batch"    ? &read.batch
                                 : option == "--classes"  ? &read.classes
                                                          : nullptr;
    if (number == nullptr) throw std::invalid_argument{"there is no option " + option};
    *number = std::stoll(argv[i + 1]);
  }
  return read;
}

/// Microseconds of one call: the median of rounds of many, between which nobody waits for the device.
double microseconds(const at::Device& device, const std::function<void()>& call) {
  constexpr int rounds = 9, calls = 50;
  std::vector<double> each;
  call();
  for (int round = 0; round < rounds; ++round) {
    const timing::device_clock clock{device};
    for (int i = 0; i < calls; ++i) call();
    each.push_back(clock.seconds() * 1e6 / calls);
  }
  return median(each);
}

void print_row(const char* kernel, double bytes, double bandwidth, double own, double aten) {
  const double floor = bytes / bandwidth * 1e6;
  std::printf("| %s | %.3f | %.2f | %.2f | %.1f | ", kernel, bytes / 1e6, floor, own, own / floor);
  if (aten > 0) {
    std::printf("%.2f | %.1f |\n", aten, aten / own);
  } else {
    std::printf("| |\n");
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const sizes given = read_arguments(argc, argv);
  if (!sdkt::has_cuda() || sdkt::cuda::kernels_for(true) == nullptr) {
    std::fprintf(
        stderr, "skipped: %s\n",
        sdkt::has_cuda() ? "this program has no kernels (nvcc was not found)" : "no CUDA device is visible");
    return 77;
  }
  const at::Device device{at::kCUDA, 0};
  const auto* kernels = sdkt::trusted_kernels(device);
  if (kernels == nullptr) return 1;
  const at::NoGradGuard no_grad;
  const auto random = [&](at::IntArrayRef shape) {
    return at::randn(shape, at::TensorOptions{}.device(device));
  };

  const at::Tensor source = random({std::int64_t{1} << 28});
  at::Tensor target = at::empty_like(source);
  const double bandwidth =
      2 * static_cast<double>(source.nbytes()) / (microseconds(device, [&] { target.copy_(source); }) * 1e-6);
  std::printf("a copy of 1 GiB: %.0f GB/s\n\n", bandwidth / 1e9);
  std::printf("| kernel | MB | us at that bandwidth | us | times the floor | ATen us | ATen / kernel |\n");
  std::printf("|---|---|---|---|---|---|---|\n");

  {
    const double bytes = 4.0 * static_cast<double>(given.images * given.features) * 4;
    const at::Tensor student = sdkt::detail::unit_rows(random({given.images, given.features}));
    sdkt::teacher_targets<2> targets;
    for (auto& teacher : targets.teachers)
      teacher.images_RE = sdkt::detail::unit_rows(random({given.images, given.features}));
    at::Tensor gradient = at::empty_like(student);
    const std::array<at::Tensor, 2> teachers{targets.teachers[0].images_RE, targets.teachers[1].images_RE};
    const double own = microseconds(device, [&] {
      sdkt::detail::distil_by<2>(student, teachers, {9.0, 0.5}, gradient, [&](const auto& call) {
        kernels->distil_by_distance(call, {0.2F, 6.0F}, kernels->current_stream());
      });
    });
    const sdkt::distance_sigmoid selection;
    const sdkt::feature_distance loss;
    const double aten = microseconds(device, [&] {
      const at::Tensor weights = selection.weights(targets);
      const at::AutoGradMode gradients{true};
      const sdkt::encoded leaf{student.detach().requires_grad_(), {}, {}, {}};
      loss(leaf, targets.teachers[0], weights.select(1, 0))
          .mul(9.0)
          .add(loss(leaf, targets.teachers[1], weights.select(1, 1)).mul(0.5))
          .backward();
    });
    print_row("selective distillation", bytes, bandwidth, own, aten);
  }
  {
    const double bytes =
        4.0 * static_cast<double>(2 * given.batch * given.features + given.classes * given.features);
    const at::Tensor images = sdkt::detail::unit_rows(random({given.batch, given.features}));
    const at::Tensor texts = sdkt::detail::unit_rows(random({given.classes, given.features}));
    const at::Tensor scale = sdkt::detail::number_beside(images, 100.0);
    const at::Tensor labels =
        at::randint(given.classes, {given.batch}, at::TensorOptions{}.dtype(at::kLong).device(device));
    at::Tensor gradient = at::empty_like(images);
    const double own = microseconds(
        device, [&] { sdkt::detail::classify_by(*kernels, images, texts, scale, labels, 0.0, gradient); });
    const double aten = microseconds(device, [&] {
      const at::AutoGradMode gradients{true};
      sdkt::cross_entropy(images.detach().requires_grad_(), texts, scale, labels, 0.0).backward();
    });
    print_row("cosine cross-entropy", bytes, bandwidth, own, aten);
  }
  {
    at::Tensor theta = random({given.weights}), first = at::zeros_like(theta), second = at::zeros_like(theta);
    const at::Tensor gradient = random({given.weights});
    const at::Tensor rate = sdkt::detail::number_beside(theta, 1e-5),
                     step = sdkt::detail::number_beside(theta, 7.0);
    const double own = microseconds(device, [&] {
      sdkt::detail::update_by(*kernels, theta, gradient, first, second, rate, step, {0.9, 0.999, 1e-8, 5e-4});
    });
    const double aten = microseconds(device, [&] {
      at::_fused_adamw_({theta}, {gradient}, {first}, {second}, {}, {step}, 1e-5, 0.9, 0.999, 5e-4, 1e-8,
                        false, false);
    });
    print_row("AdamW", 28.0 * static_cast<double>(given.weights), bandwidth, own, aten);
  }
  {
    constexpr int side = 224;
    sdkt::cuda::view_batch batch{side};
    const sdkt::rgb_image image = sdkt::detail::blank_image(500, 375);
    for (std::int64_t i = 0; i < given.batch + given.images; ++i) batch.add(sdkt::eval_request(image, side));
    const auto bytes = [&](std::size_t count) {
      return at::empty({static_cast<std::int64_t>(count)},
                       at::TensorOptions{}.dtype(at::kByte).device(device));
    };
    at::Tensor host = at::empty({static_cast<std::int64_t>(batch.bytes())}, at::kByte);
    at::Tensor block = bytes(batch.bytes()), between = bytes(batch.bytes_between());
    sdkt::cuda::view_call call{};
    call.images = batch.write(host.mutable_data_ptr<std::uint8_t>(), block.const_data_ptr<std::uint8_t>(),
                              between.mutable_data_ptr<std::uint8_t>());
    block.copy_(host);
    call.batch = static_cast<std::int32_t>(batch.size());
    call.side = side;
    for (float& deviation : call.deviation) deviation = 1.0F;
    at::Tensor values = at::empty({call.batch, 3, side, side}, at::TensorOptions{}.device(device));
    call.values = values.mutable_data_ptr<float>();
    const double own = microseconds(device, [&] { kernels->make_views(call, kernels->current_stream()); });
    print_row("views", static_cast<double>(batch.bytes() + 2 * batch.bytes_between() + values.nbytes()),
              bandwidth, own, 0);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_cuda: %s\n", error.what());
  return 2;
}
