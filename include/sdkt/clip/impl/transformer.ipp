// SPDX-License-Identifier: MIT
//
// Definitions of transformer.hpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/transformer.hpp>
#include <sdkt/weights/linear.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE tower_weights::tower_weights(const weight_views& weights, const architecture& numbers)
    : views{weights},
      layer_norm_eps{numbers.layer_norm_eps},
      activation_function{numbers.activation_function},
      wide{weights[0].scalar_type() == at::kDouble ? at::kDouble : at::kFloat},
      product{weights.compute() == precision::bf16 ? at::kBFloat16 : wide} {}

SDKT_INLINE at::Tensor layer_norm(const tower_weights& weights, affine_slices slices, const at::Tensor& x,
                                  double factor) {
  at::Tensor weight = weights.in_wide(slices.weight);
  at::Tensor bias = weights.in_wide(slices.bias);
  if (factor != 1) weight = weight.mul(factor), bias = bias.mul(factor);
  return at::layer_norm(x, weight.sizes(), weight, bias, weights.layer_norm_eps);
}

SDKT_INLINE at::Tensor linear(const tower_weights& weights, affine_slices slices, const at::Tensor& x,
                              double factor) {
  at::Tensor bias = weights.in_product(slices.bias);
  if (factor != 1) bias = bias.mul(factor);
  return sdkt::linear(x.to(weights.product), weights.in_product(slices.weight), bias);
}

SDKT_INLINE at::Tensor written_out_attention(const at::Tensor& q_NQHd, const at::Tensor& k_NLHd,
                                             const at::Tensor& v_NLHd, const at::Tensor& mask) {
  const std::int64_t sequences = q_NQHd.size(0), queries = q_NQHd.size(1), heads = q_NQHd.size(2);
  const std::int64_t head_width = q_NQHd.size(3), keys = k_NLHd.size(1), rows = sequences * heads;
  const at::Tensor q = q_NQHd.transpose(1, 2).reshape({rows, queries, head_width});
  const at::Tensor k = k_NLHd.transpose(1, 2).reshape({rows, keys, head_width});
  const at::Tensor v = v_NLHd.transpose(1, 2).reshape({rows, keys, head_width});
  const at::Tensor added = mask.defined() ? mask : at::zeros({1, 1, 1}, q.options());
  const at::Tensor scores = at::baddbmm(added, q, k.transpose(1, 2), mask.defined() ? 1 : 0,
                                        1 / std::sqrt(static_cast<double>(head_width)));
  return at::bmm(at::softmax(scores, -1), v)
      .view({sequences, heads, queries, head_width})
      .transpose(1, 2)
      .reshape({sequences, queries, heads * head_width});
}

SDKT_INLINE bool prefers_written_out(const at::Tensor& qkv, std::int64_t length) {
  if (!qkv.is_cpu()) return false;
  const bool is_slow_backward =
      qkv.scalar_type() == at::kBFloat16 && at::GradMode::is_enabled() && qkv.requires_grad();
  return length <= (is_slow_backward ? 256 : 32);
}

SDKT_INLINE at::Tensor causal_mask(std::int64_t length, const at::TensorOptions& options) {
  return at::full({1, length, length}, -INFINITY, options).triu_(1);
}

SDKT_INLINE at::Tensor self_attention(const at::Tensor& qkv, std::int64_t heads, bool causal) {
  const std::int64_t sequences = qkv.size(0), length = qkv.size(1), width = qkv.size(2) / 3;
  const auto parts = qkv.view({sequences, length, 3, heads, width / heads}).unbind(2);
  if (prefers_written_out(qkv, length)) {
    const at::Tensor mask = causal ? causal_mask(length, qkv.options()) : at::Tensor{};
    return written_out_attention(parts[0], parts[1], parts[2], mask);
  }
  return at::scaled_dot_product_attention(parts[0].transpose(1, 2), parts[1].transpose(1, 2),
                                          parts[2].transpose(1, 2), std::nullopt, 0.0, causal)
      .transpose(1, 2)
      .reshape({sequences, length, width});
}

SDKT_INLINE at::Tensor add_mlp(const tower_weights& weights, const block_slices& block, const at::Tensor& x) {
  const bool quick = weights.activation_function == activation::quick_gelu;
  const double factor = quick ? 1.702 : 1;
  const at::Tensor z = linear(weights, block.fc1, layer_norm(weights, block.norm2, x, factor), factor);
  return at::add(x, linear(weights, block.fc2, quick ? at::silu(z) : at::gelu(z), factor), 1 / factor);
}

SDKT_INLINE at::Tensor transformer_block(const tower_weights& weights, const block_slices& block,
                                         const at::Tensor& x, std::int64_t heads, bool causal) {
  const at::Tensor qkv = linear(weights, block.in_proj, layer_norm(weights, block.norm1, x));
  const at::Tensor attended = self_attention(qkv, heads, causal);
  return add_mlp(weights, block, at::add(x, linear(weights, block.out_proj, attended)));
}

}  // namespace sdkt::clip::detail
