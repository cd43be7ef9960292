// SPDX-License-Identifier: MIT
//
// Every kernel on a device, compared with the time its bytes need at the bandwidth of a copy, and with the
// ATen operators that it replaces.
//
//   bench_cuda [--peaks] [--weights 86192640] [--images 64] [--features 512] [--batch 32]
//
// --peaks: only the bandwidth of a copy and the speed of large products; takes seconds.
// Times are the device's own, of fifty calls replayed as one graph: a small kernel takes less time than its
// launch, and a trainer that replays whole steps pays for no launch. Calls by the host are listed in
// addition. Prints tables in Markdown. Without a device it reports this and exits with 77.

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <optional>
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

#include "../product_peak.hpp"
#include "../replay_clock.hpp"
#include "kernel_check.hpp"
#include <sdkt/batch/view_batch.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/device/device.hpp>
#include <sdkt/device/kernel_calls.hpp>
#include <sdkt/device/tf32_products.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/step/cross_entropy.hpp>
#include <sdkt/step/step_graphs.hpp>

namespace {

struct sizes {
  std::int64_t weights = 86192640, images = 64, features = 512, batch = 32;
  bool peaks_alone = false;
};

sizes read_arguments(int argc, char** argv) {
  sizes read;
  for (int i = 1; i < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--peaks") {
      read.peaks_alone = true;
      --i;
      continue;
    }
    std::int64_t* const number = option == "--weights"    ? &read.weights
                                 : option == "--images"   ? &read.images
                                 : option == "--features" ? &read.features
                                 : option == "--batch"    ? &read.batch
                                                          : nullptr;
    if (number == nullptr) throw std::invalid_argument{"there is no option " + option};
    if (i + 1 == argc) throw std::invalid_argument{option + " needs a number"};
    *number = std::stoll(argv[i + 1]);
  }
  return read;
}

/// The subject of the measurements: a device, its kernels and the bandwidth of a copy.
struct bench {
  at::Device device;
  const sdkt::cuda::kernel_set& kernels;
  double bandwidth = 1;  ///< bytes per second

  at::Tensor random(at::IntArrayRef shape) const {
    return at::randn(shape, at::TensorOptions{}.device(device));
  }
};

using work = std::function<void()>;

/// Bytes per second, read and written, of a copy of 1 GiB.
double copy_bandwidth(const bench& on) {
  const at::Tensor source = on.random({std::int64_t{1} << 28});
  at::Tensor target = at::empty_like(source);
  const double microseconds = timing::called_microseconds(on.device, [&] { target.copy_(source); });
  return 2 * static_cast<double>(source.nbytes()) / (microseconds * 1e-6);
}

void print_peaks(const bench& on) {
  std::printf("| peak | measured |\n|---|---:|\n| copy of 1 GiB | %.0f GB/s |\n", on.bandwidth / 1e9);
  for (const auto compute : {sdkt::precision::bf16, sdkt::precision::tf32, sdkt::precision::fp32}) {
    const sdkt::device::tf32_products products{compute, on.device};
    std::printf("| product of 8192 x 8192, %s | %.1f TFLOP/s |\n",
                std::string{sdkt::name_of(compute)}.c_str(), timing::product_peak(compute, on.device) / 1e12);
  }
  std::fflush(stdout);
}

/// A table cell of microseconds, empty if there are none.
std::string cell(std::optional<double> microseconds) {
  if (!microseconds) return " |";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), " %.2f |", *microseconds);
  return text.data();
}

/// bytes: number of bytes that the kernel must move. aten: the operators that it replaces, or empty.
void print_row(const bench& on, const std::string& kernel, double bytes, const work& own, const work& aten) {
  const double floor = bytes / on.bandwidth * 1e6;
  const auto replayed = timing::replayed_microseconds(on.device, on.kernels, own);
  const auto replayed_aten = aten ? timing::replayed_microseconds(on.device, on.kernels, aten) : std::nullopt;
  const double called = timing::called_microseconds(on.device, own);
  std::printf("| %s | %.3f | %.2f |%s %.1f |%s", kernel.c_str(), bytes / 1e6, floor, cell(replayed).c_str(),
              replayed.value_or(called) / floor, cell(called).c_str());
  std::printf("%s", cell(replayed_aten).c_str());
  std::printf("%s\n", aten ? cell(timing::called_microseconds(on.device, aten)).c_str() : " |");
  std::fflush(stdout);
}

void time_distillation(const bench& on, const sizes& given) {
  const double bytes = 4.0 * static_cast<double>(given.images * given.features) * 4;
  const at::Tensor student = sdkt::detail::unit_rows(on.random({given.images, given.features}));
  sdkt::teacher_targets<2> targets;
  for (auto& teacher : targets.teachers)
    teacher.images_RE = sdkt::detail::unit_rows(on.random({given.images, given.features}));
  at::Tensor gradient = at::empty_like(student);
  const std::array<at::Tensor, 2> teachers{targets.teachers[0].images_RE, targets.teachers[1].images_RE};
  const sdkt::distance_sigmoid selection;
  const sdkt::feature_distance loss;
  print_row(
      on, "selective distillation", bytes,
      [&] {
        sdkt::detail::distil_by<2>(student, teachers, {9.0, 0.5}, gradient, [&](const auto& call) {
          on.kernels.distil_by_distance(call, {0.2F, 6.0F}, on.kernels.current_stream());
        });
      },
      [&] {
        const at::Tensor weights = selection.weights(targets);
        const at::AutoGradMode gradients{true};
        const sdkt::encoded leaf{student.detach().requires_grad_(), {}, {}, {}};
        loss(leaf, targets.teachers[0], weights.select(1, 0))
            .mul(9.0)
            .add(loss(leaf, targets.teachers[1], weights.select(1, 1)).mul(0.5))
            .backward();
      });
}

void time_cross_entropy(const bench& on, const sizes& given, std::int64_t classes) {
  const double bytes = 4.0 * static_cast<double>(2 * given.batch * given.features + classes * given.features);
  const at::Tensor images = sdkt::detail::unit_rows(on.random({given.batch, given.features}));
  const at::Tensor texts = sdkt::detail::unit_rows(on.random({classes, given.features}));
  const at::Tensor scale = sdkt::detail::number_beside(images, 100.0);
  const at::Tensor labels =
      at::randint(classes, {given.batch}, at::TensorOptions{}.dtype(at::kLong).device(on.device));
  at::Tensor gradient = at::empty_like(images);
  print_row(
      on, "cosine cross-entropy, " + std::to_string(classes) + " classes", bytes,
      [&] { sdkt::detail::classify_by(on.kernels, images, texts, scale, labels, 0.0, gradient); },
      [&] {
        const at::AutoGradMode gradients{true};
        sdkt::step::cross_entropy(images.detach().requires_grad_(), texts, scale, labels, 0.0).backward();
      });
}

void time_update(const bench& on, const sizes& given) {
  at::Tensor theta = on.random({given.weights}), first = at::zeros_like(theta),
             second = at::zeros_like(theta);
  const at::Tensor gradient = on.random({given.weights});
  const at::Tensor rate = sdkt::detail::number_beside(theta, 1e-5),
                   step = sdkt::detail::number_beside(theta, 7.0);
  print_row(
      on, "AdamW", 28.0 * static_cast<double>(given.weights),
      [&] {
        sdkt::detail::update_by(on.kernels, theta, gradient, first, second, rate, step,
                                {0.9, 0.999, 1e-8, 5e-4});
      },
      [&] {
        at::_fused_adamw_({theta}, {gradient}, {first}, {second}, {}, {step}, 1e-5, 0.9, 0.999, 5e-4, 1e-8,
                          false, false);
      });
}

void time_views(const bench& on, const sizes& given) {
  constexpr int side = 224;
  sdkt::cuda::view_batch batch{side};
  const sdkt::rgb_image image = sdkt::detail::blank_image(500, 375);
  for (std::int64_t i = 0; i < given.batch + given.images; ++i)
    batch.add(sdkt::image::eval_request(image, side));
  const auto bytes = [&](std::size_t count) {
    return at::empty({static_cast<std::int64_t>(count)},
                     at::TensorOptions{}.dtype(at::kByte).device(on.device));
  };
  at::Tensor host = at::empty({static_cast<std::int64_t>(batch.bytes())}, at::kByte);
  at::Tensor block = bytes(batch.bytes()), between = bytes(batch.bytes_between());
  sdkt::cuda::view_call call{};
  call.images = batch.write(host.mutable_data_ptr<std::uint8_t>(), block.const_data_ptr<std::uint8_t>(),
                            between.mutable_data_ptr<std::uint8_t>());
  block.copy_(host);
  call.batch = static_cast<std::int32_t>(batch.size());
  call.side = side;
  at::Tensor pixels = bytes(static_cast<std::size_t>(call.batch) * 3 * side * side);
  call.bytes = pixels.mutable_data_ptr<std::uint8_t>();
  print_row(on, "views of " + std::to_string(call.batch) + " pictures of 500 x 375",
            static_cast<double>(batch.bytes() + 2 * batch.bytes_between() + pixels.nbytes()),
            [&] { on.kernels.make_views(call, on.kernels.current_stream()); }, {});
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
  const at::NoGradGuard no_grad;
  bench on{device, *sdkt::cuda::kernels_for(true)};
  on.bandwidth = copy_bandwidth(on);
  print_peaks(on);
  if (given.peaks_alone) return 0;
  if (sdkt::device::trusted_kernels(device) == nullptr) return 1;

  const sdkt::step::own_stream_of_device stream{device, /*is_wanted=*/true};
  std::printf(
      "\n| kernel | MB | us at the copy's bandwidth | us | times that | us called | ATen us | called |\n");
  std::printf("|---|---:|---:|---:|---:|---:|---:|---:|\n");
  time_distillation(on, given);
  for (const std::int64_t classes : {10, 196, 1000, 4000, 20000}) time_cross_entropy(on, given, classes);
  time_update(on, given);
  time_views(on, given);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_cuda: %s\n", error.what());
  return 2;
}
