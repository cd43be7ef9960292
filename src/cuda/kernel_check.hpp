// SPDX-License-Identifier: MIT
//
// Checks on a device, with a small case per kernel, that kernels and ATen's operators compute the same.
//
// The operators compute losses and their gradients in double: an fp32 matrix product on a device may use
// TF32, whose error is as large as that of a wrong kernel.
//
// Part of the target sdkt::cuda and of tests; a program's own sources do not compile this file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/batch/view_kernel.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/kernel_calls.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt {

namespace detail {

/// Deterministic numbers that look random, [rows, columns].
inline at::Tensor check_numbers(std::int64_t rows, std::int64_t columns, double phase,
                                const at::Device& device) {
  return at::arange(rows * columns, at::TensorOptions{}.dtype(at::kFloat).device(device))
      .mul_(12.9898)
      .add_(phase)
      .sin_()
      .view({rows, columns});
}

inline at::Tensor unit_rows(const at::Tensor& rows) {
  return rows.div(at::linalg_vector_norm(rows, 2, at::IntArrayRef{1}, /*keepdim=*/true));
}

/// Whether two tensors differ by at most `share` of the largest magnitude in `right`. Waits for the device.
inline bool are_close(const at::Tensor& left, const at::Tensor& right, double share) {
  const double scale = right.abs().max().item<double>();
  const double apart = left.to(right.scalar_type()).sub(right).abs().max().item<double>();
  return apart <= share * scale;  // false for NaN
}

/// Compares a step of AdamW by a kernel with ATen's.
inline bool updates_agree(const cuda::kernel_set& kernels, const at::Device& device) {
  const at::Tensor start = check_numbers(1, 1037, 0.1, device).squeeze(0);
  const at::Tensor gradient = check_numbers(1, 1037, 0.7, device).squeeze(0);
  const at::Tensor rate = number_beside(start, 0.01), step = number_beside(start, 1.0);
  std::array<at::Tensor, 3> by_kernel{start.clone(), at::zeros_like(start), at::zeros_like(start)};
  std::array<at::Tensor, 3> by_aten{start.clone(), at::zeros_like(start), at::zeros_like(start)};
  update_by(kernels, by_kernel[0], gradient, by_kernel[1], by_kernel[2], rate, step,
            {0.9, 0.999, 1e-8, 0.01});
  at::_fused_adamw_({by_aten[0]}, {gradient}, {by_aten[1]}, {by_aten[2]}, {}, {step}, 0.01, 0.9, 0.999, 0.01,
                    1e-8,
                    /*amsgrad=*/false, /*maximize=*/false);
  bool agree = true;
  for (std::size_t part = 0; part < by_kernel.size(); ++part)
    agree = agree && are_close(by_kernel[part], by_aten[part], 1e-5);
  return agree;
}

/// Compares a cross-entropy of 7 images in 33 classes, with its gradient, by a kernel with autograd's.
inline bool cross_entropies_agree(const cuda::kernel_set& kernels, const at::Device& device) {
  const at::Tensor images = check_numbers(7, 96, 0.3, device);
  const at::Tensor leaf = images.to(at::kDouble).requires_grad_();
  const at::Tensor texts = unit_rows(check_numbers(33, 96, 0.9, device));
  const at::Tensor scale = number_beside(texts, 20.0);
  const at::Tensor labels =
      at::arange(7, at::TensorOptions{}.dtype(at::kLong).device(device)).mul_(5).remainder_(33);
  at::Tensor loss;
  {
    const at::AutoGradMode gradients{true};
    loss = at::cross_entropy_loss(at::matmul(unit_rows(leaf), texts.to(at::kDouble).t()).mul(20.0), labels,
                                  {}, at::Reduction::Mean, -100, 0.1);
    loss.backward();
  }
  at::Tensor gradient = at::empty_like(images);
  const at::Tensor losses = classify_by(kernels, images, texts, scale, labels, 0.1, gradient);
  return are_close(losses.mean(), loss.detach(), 1e-4) && are_close(gradient, leaf.grad(), 1e-3);
}

/// Compares selective distillation of 5 images from two teachers, with its gradient, by
/// a kernel with autograd's.
inline bool distillations_agree(const cuda::kernel_set& kernels, const at::Device& device) {
  const at::Tensor images = check_numbers(5, 96, 0.2, device);
  const at::Tensor leaf = images.to(at::kDouble).requires_grad_();
  const std::array<at::Tensor, 2> teachers{unit_rows(check_numbers(5, 96, 0.4, device)),
                                           unit_rows(check_numbers(5, 96, 0.5, device))};
  const std::array<at::Tensor, 2> exact{teachers[0].to(at::kDouble), teachers[1].to(at::kDouble)};
  const at::Tensor eta =
      at::sigmoid(at::linalg_vector_norm(exact[1].sub(exact[0]), 2, at::IntArrayRef{1}).sub(0.2).mul(6.0));
  std::array<at::Tensor, 2> terms;
  {
    const at::AutoGradMode gradients{true};
    const at::Tensor own = unit_rows(leaf);
    terms = {own.sub(exact[0]).square().sum(1).mul(eta).mean(),
             own.sub(exact[1]).square().sum(1).mul(eta.neg().add(1)).mean()};
    terms[0].mul(9.0).add(terms[1].mul(0.5)).backward();
  }
  at::Tensor gradient = at::empty_like(images);
  const distilled found = distil_by<2>(images, teachers, {9.0, 0.5}, gradient, [&](const auto& call) {
    kernels.distil_by_distance(call, {0.2F, 6.0F}, kernels.current_stream());
  });
  return are_close(found.weights_RN.select(1, 0), eta, 1e-4) &&
         are_close(found.means_2N[0][0], terms[0].detach(), 1e-4) &&
         are_close(found.means_2N[0][1], terms[1].detach(), 1e-4) && are_close(gradient, leaf.grad(), 1e-3);
}

/// Compares views of three images by a kernel with the CPU's, bit for bit: both orders of the two passes, a
/// crop, and filters with few and with many taps.
inline bool views_agree(const cuda::kernel_set& kernels, const at::Device& device) {
  constexpr int side = 12;
  std::vector<batch::loaded_block> blocks;
  std::vector<at::Tensor> expected;
  const auto look_at = [&](const image::resize_request& request, const rgb_image& view) {
    blocks.push_back(batch::block_of(request, side, device.is_cuda()));
    expected.push_back(at::empty({3, side, side}, at::kByte));
    write_planes(view, expected.back().mutable_data_ptr<std::uint8_t>());
  };
  rgb_image image = blank_image(41, 27);
  for (std::size_t place = 0; place < image.pixels.size(); ++place)
    image.pixels[place] = static_cast<std::uint8_t>(place * place % 251);
  rgb_image upright = image;
  std::swap(upright.width, upright.height);
  const image::crop_box box{3, 5, 30, side}, whole_box{0, 0, upright.width, upright.height};
  look_at(image::eval_request(image, side), eval_view(image, side));
  look_at(image::eval_request(upright, side), eval_view(upright, side));
  look_at(image::crop_request(image, box, side), image::resized_crop(image, box, side));
  for (const auto filter : {pixel_filter::nearest, pixel_filter::bilinear, pixel_filter::lanczos})
    look_at(image::crop_request(upright, whole_box, side, filter),
            image::resized_crop(upright, whole_box, side, filter));
  return at::equal(make_views_by(kernels, device::upload{device}, blocks, side).to(at::kCPU),
                   at::stack(expected));
}

/// Name of the first kernel that disagrees with ATen, or an empty string.
inline std::string first_disagreement(const cuda::kernel_set& kernels, const at::Device& device) {
  const at::NoGradGuard no_grad;
  if (!updates_agree(kernels, device)) return "adamw";
  if (!cross_entropies_agree(kernels, device)) return "cosine_cross_entropy";
  if (!distillations_agree(kernels, device)) return "selective_distillation";
  if (!views_agree(kernels, device)) return "views";
  return {};
}

}  // namespace detail

}  // namespace sdkt
