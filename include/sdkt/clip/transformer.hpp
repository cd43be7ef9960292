// SPDX-License-Identifier: MIT
//
// CLIP's transformer block as a pure function of its weights.
//
// Suffixes: N sequences, L positions, D width, H heads, M width of the middle layer.
//
// In bf16, products are computed in bf16. Layer norm and the residual stream stay in fp32. Softmax computes
// in fp32 internally; its input and output are bf16, like the products around it. Weights are cast where
// they are used: the cast is free if they already have the type, and gradients flow through it.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/add.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/weights/linear.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

/// The weights of a tower and the types in which it computes.
struct tower_weights {
  const weight_views& views;
  double layer_norm_eps;
  activation activation_function;
  at::ScalarType wide;     ///< layer norm, softmax, residual stream: fp32, or double if the weights are
  at::ScalarType product;  ///< linear layers and attention

  tower_weights(const weight_views& weights, const architecture& numbers);

  at::Tensor in_wide(std::size_t slice) const { return views.in(slice, wide); }
  at::Tensor in_product(std::size_t slice) const { return views.in(slice, product); }
};

/// Layer norm in the wide type. `factor` scales the result by scaling its weight and bias.
at::Tensor layer_norm(const tower_weights& weights, affine_slices slices, const at::Tensor& x,
                      double factor = 1);

/// x W^T + b with products in the product type. `factor` scales the bias.
at::Tensor linear(const tower_weights& weights, affine_slices slices, const at::Tensor& x, double factor = 1);

/// Attention as two batched products around a softmax.
///
/// Shapes: q_NQHd [N, Q, H, d], k_NLHd and v_NLHd [N, L, H, d]; `mask` is undefined, or is broadcast to
/// [N * H, Q, L] and added to the scores.
/// Result: [N, Q, D].
at::Tensor written_out_attention(const at::Tensor& q_NQHd, const at::Tensor& k_NLHd, const at::Tensor& v_NLHd,
                                 const at::Tensor& mask);

/// Whether written-out attention is faster than LibTorch's fused operator.
///
/// Measured on CPUs with AVX512-BF16 and with AMX: written-out attention is faster up to about 30 positions.
/// In bf16 with a gradient, it is faster at every length tried (8 to 197), because the backward pass of the
/// fused operator is slow. Above the limit, memory decides.
bool prefers_written_out(const at::Tensor& qkv, std::int64_t length);

/// The mask [1, L, L] with -inf where a key follows its query.
at::Tensor causal_mask(std::int64_t length, const at::TensorOptions& options);

/// Attention of a sequence to itself, with queries, keys and values packed.
///
/// Shapes: qkv [N, L, 3D] -> [N, L, D].
at::Tensor self_attention(const at::Tensor& qkv, std::int64_t heads, bool causal);

/// x + MLP(layer norm of x).
///
/// quick_gelu(z) = silu(1.702 z) / 1.702: both factors are folded into vectors of length D and M and into the
/// addition, so that no tensor of the size of the middle layer is scaled.
at::Tensor add_mlp(const tower_weights& weights, const block_slices& block, const at::Tensor& x);

/// One block: adds attention to x, then the MLP, each after its layer norm.
///
/// Shapes: x [N, L, D] -> [N, L, D], in the wide type.
at::Tensor transformer_block(const tower_weights& weights, const block_slices& block, const at::Tensor& x,
                             std::int64_t heads, bool causal);

/// The last block, computed for only one position per sequence. Other positions enter through their keys and
/// values.
///
/// Shapes: x [N, L, D]; take picks [N, 1, D] from [N, L, D]; mask as in written_out_attention -> [N, 1, D].
/// Cost: about a sixth of a whole block, forward and backward.
template <class Take>
at::Tensor pooled_block(const tower_weights& weights, const block_slices& block, const at::Tensor& x,
                        std::int64_t heads, const at::Tensor& mask, const Take& take) {
  const std::int64_t sequences = x.size(0), length = x.size(1), width = x.size(2);
  const auto matrices = weights.in_product(block.in_proj.weight).split_with_sizes({width, 2 * width});
  const auto biases = weights.in_product(block.in_proj.bias).split_with_sizes({width, 2 * width});
  const at::Tensor normed = layer_norm(weights, block.norm1, x).to(weights.product);
  const at::Tensor q =
      sdkt::linear(take(normed), matrices[0], biases[0]).view({sequences, 1, heads, width / heads});
  const auto kv = sdkt::linear(normed, matrices[1], biases[1])
                      .view({sequences, length, 2, heads, width / heads})
                      .unbind(2);
  const at::Tensor attended = written_out_attention(q, kv[0], kv[1], mask);
  return add_mlp(weights, block, at::add(take(x), linear(weights, block.out_proj, attended)));
}

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/transformer.ipp>
#endif
