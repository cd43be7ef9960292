// SPDX-License-Identifier: MIT
//
// A transformer block of CLIP as a pure function of its weights.
//
// Suffixes: N sequences, L positions, D width, H heads, M width of the middle layer.
//
// In bf16 the products run in bf16; layer norm and the stream that blocks add to stay fp32, and so does
// softmax inside: its scores and shares are bf16, as the products beside it give and take them. Weights are
// cast where they are used: free if they have the type already, and gradients flow through the cast.
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
#include <ATen/ops/linear.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

/// The weights of a tower and the types to compute in.
struct tower_weights {
  const weight_views& views;
  double layer_norm_eps;
  activation activation_function;
  at::ScalarType wide;     ///< layer norm, softmax, the stream: fp32, or double if the weights are
  at::ScalarType product;  ///< linear layers and attention

  tower_weights(const weight_views& weights, const architecture& numbers)
      : views{weights},
        layer_norm_eps{numbers.layer_norm_eps},
        activation_function{numbers.activation_function},
        wide{weights[0].scalar_type() == at::kDouble ? at::kDouble : at::kFloat},
        product{weights.compute() == precision::bf16 ? at::kBFloat16 : wide} {}

  at::Tensor in_wide(std::size_t slice) const { return views.in(slice, wide); }
  at::Tensor in_product(std::size_t slice) const { return views.in(slice, product); }
};

/// Layer norm in the wide type. `factor` scales the result by scaling its weight and bias.
inline at::Tensor layer_norm(const tower_weights& weights, affine_slices slices, const at::Tensor& x,
                             double factor = 1) {
  at::Tensor weight = weights.in_wide(slices.weight);
  at::Tensor bias = weights.in_wide(slices.bias);
  if (factor != 1) weight = weight.mul(factor), bias = bias.mul(factor);
  return at::layer_norm(x, weight.sizes(), weight, bias, weights.layer_norm_eps);
}

/// x W^T + b with products in the product type. `factor` scales the bias.
inline at::Tensor linear(const tower_weights& weights, affine_slices slices, const at::Tensor& x,
                         double factor = 1) {
  at::Tensor bias = weights.in_product(slices.bias);
  if (factor != 1) bias = bias.mul(factor);
  return at::linear(x.to(weights.product), weights.in_product(slices.weight), bias);
}

/// Attention as two batched products around a softmax.
///
/// Shapes: q_NQHd [N, Q, H, d], k_NLHd and v_NLHd [N, L, H, d]; `mask` undefined, or added to the scores and
///   broadcast to [N * H, Q, L].
/// Result: [N, Q, D].
inline at::Tensor written_out_attention(const at::Tensor& q_NQHd, const at::Tensor& k_NLHd,
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

/// Whether written-out attention is the faster one.
///
/// Measured on CPUs with AVX512-BF16 and with AMX: up to some 30 positions, and in bf16 at every length tried
/// (8 to 197) where there is a gradient, for the fused operator's backward is slow. Above the limit, memory
/// decides.
inline bool prefers_written_out(const at::Tensor& qkv, std::int64_t length) {
  if (!qkv.is_cpu()) return false;
  const bool is_slow_backward =
      qkv.scalar_type() == at::kBFloat16 && at::GradMode::is_enabled() && qkv.requires_grad();
  return length <= (is_slow_backward ? 256 : 32);
}

/// [1, L, L] with -inf where a key follows its query.
inline at::Tensor causal_mask(std::int64_t length, const at::TensorOptions& options) {
  return at::full({1, length, length}, -INFINITY, options).triu_(1);
}

/// Shapes: qkv [N, L, 3D] -> [N, L, D].
inline at::Tensor self_attention(const at::Tensor& qkv, std::int64_t heads, bool causal) {
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

/// x + MLP(layer norm of x).
///
/// quick_gelu(z) = silu(1.702 z) / 1.702: both factors sit in vectors of length D and M and in the addition,
/// so that nothing as large as the middle layer is scaled.
inline at::Tensor add_mlp(const tower_weights& weights, const block_slices& block, const at::Tensor& x) {
  const bool quick = weights.activation_function == activation::quick_gelu;
  const double factor = quick ? 1.702 : 1;
  const at::Tensor z = linear(weights, block.fc1, layer_norm(weights, block.norm2, x, factor), factor);
  return at::add(x, linear(weights, block.fc2, quick ? at::silu(z) : at::gelu(z), factor), 1 / factor);
}

/// One block: x + attention, then + MLP, each after its layer norm.
///
/// Shapes: x [N, L, D] -> [N, L, D], in the wide type.
inline at::Tensor transformer_block(const tower_weights& weights, const block_slices& block,
                                    const at::Tensor& x, std::int64_t heads, bool causal) {
  const at::Tensor qkv = linear(weights, block.in_proj, layer_norm(weights, block.norm1, x));
  const at::Tensor attended = self_attention(qkv, heads, causal);
  return add_mlp(weights, block, at::add(x, linear(weights, block.out_proj, attended)));
}

/// The last block where one position of a sequence is all that is wanted: only keys and values see the rest.
///
/// Shapes: x [N, L, D]; take picks [N, 1, D] of [N, L, D]; mask as in written_out_attention -> [N, 1, D].
/// Cost: about a sixth of a whole block, forward and backward.
template <class Take>
at::Tensor pooled_block(const tower_weights& weights, const block_slices& block, const at::Tensor& x,
                        std::int64_t heads, const at::Tensor& mask, const Take& take) {
  const std::int64_t sequences = x.size(0), length = x.size(1), width = x.size(2);
  const auto matrices = weights.in_product(block.in_proj.weight).split_with_sizes({width, 2 * width});
  const auto biases = weights.in_product(block.in_proj.bias).split_with_sizes({width, 2 * width});
  const at::Tensor normed = layer_norm(weights, block.norm1, x).to(weights.product);
  const at::Tensor q =
      at::linear(take(normed), matrices[0], biases[0]).view({sequences, 1, heads, width / heads});
  const auto kv =
      at::linear(normed, matrices[1], biases[1]).view({sequences, length, 2, heads, width / heads}).unbind(2);
  const at::Tensor attended = written_out_attention(q, kv[0], kv[1], mask);
  return add_mlp(weights, block, at::add(take(x), linear(weights, block.out_proj, attended)));
}

}  // namespace sdkt::clip::detail
