// SPDX-License-Identifier: MIT
//
// The encoders as functions: units, invariances, gradients, types, refusals.

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include "mini.hpp"
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/clip/text_tower.hpp>
#include <sdkt/clip/transformer.hpp>

namespace {

namespace clip = sdkt::clip;

double distance(const at::Tensor& left, const at::Tensor& right) {
  return left.to(at::kDouble).sub(right).norm(2, {-1}, false, at::kDouble).max().item<double>();
}

/// Ids of the tiny vocabulary: the largest, 10, ends a text; what follows is padding of several kinds.
at::Tensor tiny_ids() {
  return at::tensor({9, 1, 10, 0, 0, 0, 0, 9, 3, 4, 5, 10, 10, 3, 9, 10, 7, 8, 0, 1, 2, 9, 5, 5, 8, 2, 1, 10},
                    at::kLong)
      .view({4, 7});
}

/// The largest error of gradients of sum(encode(weights) * direction) against central differences, relative
/// to the largest gradient, over some elements of every slice of a range.
template <class Encode>
double gradient_error(const clip::clip_layout& layout, sdkt::weight_range range, const Encode& encode) {
  const at::Tensor weights_P = random_weights(layout.table);
  at::Tensor direction;
  const auto value = [&](const at::Tensor& values_P) {
    const at::Tensor result = encode(sdkt::view_weights(layout.table, values_P));
    if (!direction.defined()) direction = at::randn(result.sizes(), result.options().requires_grad(false));
    return result.mul(direction).sum();
  };
  const at::Tensor leaf = weights_P.clone().requires_grad_();
  value(leaf).backward();
  const at::Tensor gradient = leaf.grad();
  const c10::AutoGradMode no_gradients{false};
  double worst = 0;
  for (const auto& slice : layout.table.slices()) {
    if (!range.contains(slice.offset)) {
      CHECK(gradient.narrow(0, slice.offset, slice.numel).abs().max().item<double>() == 0);
      continue;
    }
    for (const std::int64_t element : {std::int64_t{0}, slice.numel / 2, slice.numel - 1}) {
      constexpr double step = 1e-5;
      at::Tensor moved = weights_P.clone();
      double* place = moved.mutable_data_ptr<double>() + slice.offset + element;
      *place += step;
      const double above = value(moved).template item<double>();
      *place -= 2 * step;
      const double below = value(moved).template item<double>();
      const double difference = (above - below) / (2 * step);
      worst =
          std::max(worst, std::abs(difference - gradient[slice.offset + element].template item<double>()));
    }
  }
  return worst / gradient.abs().max().item<double>();
}

}  // namespace

TEST_CASE("gradients of both encoders are those of finite differences, and only to their own tower") {
  for (const auto act : {clip::activation::quick_gelu, clip::activation::gelu}) {
    const auto numbers = tiny(act);
    const auto layout = clip::make_layout(numbers);
    const at::Tensor pixels = random_pixels(3, 8);
    CHECK(gradient_error(layout, layout.towers.image, [&](const auto& weights) {
            return clip::encode_image(numbers, layout.image, weights, pixels);
          }) < 1e-8);
    CHECK(gradient_error(layout, layout.towers.text, [&](const auto& weights) {
            return clip::encode_text(numbers, layout.text, weights, tiny_ids());
          }) < 1e-8);
  }
}

TEST_CASE("a leaf's gradient that is a view of a flat buffer receives what autograd computes") {
  const auto numbers = tiny(clip::activation::gelu);
  const auto layout = clip::make_layout(numbers);
  const at::Tensor weights_P = random_weights(layout.table);
  const at::Tensor gradients_P = at::zeros_like(weights_P);
  std::vector<at::Tensor> leaves;
  for (const auto& slice : layout.table.slices()) {
    at::Tensor leaf = sdkt::view_slice(slice, weights_P).detach().requires_grad_();
    leaf.mutable_grad() = sdkt::view_slice(slice, gradients_P);
    leaves.push_back(leaf);
  }
  const at::Tensor pixels = random_pixels(2, 8);
  const auto loss = [&](const sdkt::weight_views& weights) {
    return clip::encode_image(numbers, layout.image, weights, pixels).select(1, 0).sum();
  };
  loss(sdkt::weight_views{leaves}).backward();
  const at::Tensor whole = weights_P.clone().requires_grad_();
  loss(sdkt::view_weights(layout.table, whole)).backward();
  CHECK(gradients_P.abs().max().item<double>() > 0);
  CHECK(at::allclose(gradients_P, whole.grad(), 1e-9, 1e-12));
}

TEST_CASE("embeddings of the mini model have length 1, whatever the batch") {
  const c10::AutoGradMode no_gradients{false};
  const auto weights = sdkt::view_weights(mini().layout(), mini().weights());
  for (const std::int64_t images : {0, 1, 5}) {
    const at::Tensor embeddings = mini().encode_image(weights, random_pixels(images, 32));
    CHECK(embeddings.sizes() == at::IntArrayRef{images, 128});
    CHECK(embeddings.scalar_type() == at::kFloat);
    CHECK(
        at::allclose(embeddings.norm(2, {1}, false, at::kDouble), at::ones({images}, at::kDouble), 0, 1e-6));
  }
  const at::Tensor texts = mini().encode_text(weights, mini().tokenize({"a photo of a dog.", "", "7 7 7"}));
  CHECK(at::allclose(texts.norm(2, {1}, false, at::kDouble), at::ones({3}, at::kDouble), 0, 1e-6));
  CHECK(mini().encode_text(weights, mini().tokenize({})).sizes() == at::IntArrayRef{0, 128});
}

TEST_CASE("permuting a batch permutes its embeddings, and a row does not depend on the others") {
  const c10::AutoGradMode no_gradients{false};
  const auto weights = sdkt::view_weights(mini().layout(), mini().weights());
  const at::Tensor pixels = random_pixels(6, 32);
  const at::Tensor order = at::tensor({3, 1, 5, 0, 4, 2}, at::kLong);
  const at::Tensor embeddings = mini().encode_image(weights, pixels);
  CHECK(distance(mini().encode_image(weights, pixels.index_select(0, order)),
                 embeddings.index_select(0, order)) < 2e-6);
  CHECK(distance(mini().encode_image(weights, pixels.narrow(0, 2, 1)), embeddings.narrow(0, 2, 1)) < 2e-6);
  const at::Tensor ids =
      mini().tokenize({"a dog", "a photo of a large red cat", "x", "four", "5", "a b c d e f g h i j"});
  const at::Tensor texts = mini().encode_text(weights, ids);
  CHECK(distance(mini().encode_text(weights, ids.index_select(0, order)), texts.index_select(0, order)) <
        2e-6);
  CHECK(distance(mini().encode_text(weights, ids.narrow(0, 2, 1)), texts.narrow(0, 2, 1)) < 2e-6);
}

TEST_CASE("a text is read up to its first largest id and no further") {
  const auto numbers = tiny(clip::activation::quick_gelu);
  const auto layout = clip::make_layout(numbers);
  const auto weights = sdkt::view_weights(layout.table, random_weights(layout.table));
  const auto encode = [&](const at::Tensor& ids) {
    return clip::encode_text(numbers, layout.text, weights, ids);
  };
  const at::Tensor text = at::tensor({9, 4, 10, 0, 0, 0, 0}, at::kLong).view({1, 7});
  const at::Tensor wanted = encode(text);
  CHECK(distance(encode(text.narrow(1, 0, 3)), wanted) < 1e-12);
  for (const std::int64_t tail : {1, 9, 10}) {
    at::Tensor other = text.clone();
    other.narrow(1, 3, 4).fill_(tail);
    CHECK(distance(encode(other), wanted) < 1e-12);
    CHECK(distance(encode(at::cat({other, tiny_ids()})).narrow(0, 0, 1), wanted) < 1e-12);
  }
  at::Tensor changed = text.clone();
  changed[0][1] = 5;
  CHECK(distance(encode(changed), wanted) > 1e-3);
}

TEST_CASE("uint8 pixels are normalised as ToTensor and Normalize do") {
  const c10::AutoGradMode no_gradients{false};
  const auto weights = sdkt::view_weights(mini().layout(), mini().weights());
  const at::Tensor pixels = random_pixels(3, 32);
  at::Tensor normalised = at::zeros({3, 3, 32, 32}, at::kFloat);
  for (std::int64_t channel = 0; channel < 3; ++channel) {
    const auto mean = static_cast<float>(mini().architecture().image_mean[static_cast<std::size_t>(channel)]);
    const auto deviation =
        static_cast<float>(mini().architecture().image_std[static_cast<std::size_t>(channel)]);
    const at::Tensor plane = pixels.select(1, channel).contiguous();
    at::Tensor result = at::zeros(plane.sizes(), at::kFloat);
    for (std::int64_t i = 0; i < plane.numel(); ++i) {
      const float value = static_cast<float>(plane.const_data_ptr<std::uint8_t>()[i]) / 255.0F;
      result.mutable_data_ptr<float>()[i] = (value - mean) / deviation;
    }
    normalised.select(1, channel).copy_(result);
  }
  CHECK(at::equal(clip::detail::normalised_pixels(mini().architecture(), pixels), normalised));
  CHECK(at::equal(mini().encode_image(weights, pixels), mini().encode_image(weights, normalised)));
}

TEST_CASE("both ways of attention agree, causal or not") {
  for (const bool causal : {false, true}) {
    const at::Tensor qkv = at::randn({3, 40, 3 * 24}, at::kDouble);
    const auto parts = qkv.view({3, 40, 3, 4, 6}).unbind(2);
    const at::Tensor mask = causal ? clip::detail::causal_mask(40, qkv.options()) : at::Tensor{};
    const at::Tensor written = clip::detail::written_out_attention(parts[0], parts[1], parts[2], mask);
    CHECK_FALSE(clip::detail::prefers_written_out(qkv, 40));
    CHECK(at::allclose(clip::detail::self_attention(qkv, 4, causal), written, 1e-10, 1e-12));
    const at::Tensor few = qkv.narrow(1, 0, 9).contiguous();
    CHECK(clip::detail::prefers_written_out(few, 9));
    if (causal) CHECK(at::allclose(clip::detail::self_attention(few, 4, true), written.narrow(1, 0, 9)));
  }
}

TEST_CASE("where nothing asks for a gradient, attention in bf16 is the fused operator's") {
  const at::Tensor qkv = at::randn({3, 40, 3 * 24}).to(at::kBFloat16);
  CHECK_FALSE(clip::detail::prefers_written_out(qkv, 40));
  at::Tensor leaf = qkv.clone().requires_grad_();
  CHECK(clip::detail::prefers_written_out(leaf, 40));
  const at::Tensor written = clip::detail::self_attention(leaf, 4, false);
  CHECK(at::allclose(clip::detail::self_attention(qkv, 4, false).to(at::kFloat), written.to(at::kFloat), 2e-2,
                     2e-2));
  const at::NoGradGuard no_grad;
  CHECK_FALSE(clip::detail::prefers_written_out(leaf, 40));
}

TEST_CASE("a frozen model is cast once, and encodes the same") {
  const auto views = sdkt::view_weights(mini().layout(), mini().weights(), sdkt::precision::bf16);
  const auto frozen = views.frozen();
  const at::Tensor cast = frozen.in(1, at::kBFloat16);
  CHECK(frozen.in(1, at::kBFloat16).is_same(cast));
  const auto copy = frozen;
  CHECK(copy.in(1, at::kBFloat16).is_same(cast));
  CHECK_FALSE(views.in(1, at::kBFloat16).is_same(views.in(1, at::kBFloat16)));
  CHECK(frozen.in(1, at::kFloat).is_same(views[1]));
  const c10::AutoGradMode no_gradients{false};
  const at::Tensor pixels = random_pixels(3, 32);
  CHECK(at::equal(mini().encode_image(frozen, pixels), mini().encode_image(views, pixels)));
  CHECK(at::equal(mini().encode_image(frozen, pixels), mini().encode_image(views, pixels)));
}

TEST_CASE("the last block for one position equals the whole block at that position") {
  const auto numbers = tiny(clip::activation::quick_gelu);
  const auto layout = clip::make_layout(numbers);
  const auto views = sdkt::view_weights(layout.table, random_weights(layout.table));
  const clip::detail::tower_weights weights{views, numbers};
  const at::Tensor x = at::randn({4, 5, 12}, at::kDouble);
  const auto& block = layout.image.blocks[0];
  const auto take = [](const at::Tensor& sequence) { return sequence.narrow(1, 3, 1); };
  const at::Tensor whole = clip::detail::transformer_block(weights, block, x, 3, false);
  CHECK(at::allclose(clip::detail::pooled_block(weights, block, x, 3, at::Tensor{}, take), take(whole), 1e-10,
                     1e-12));
}

TEST_CASE("bf16 is near fp32, its weights may be stored in bf16, and results and gradients are fp32") {
  const auto& layout = mini().layout();
  const at::Tensor pixels = random_pixels(8, 32);
  const at::Tensor ids = mini().tokenize({"a photo of a dog.", "a red circle", "7"});
  const auto exact = sdkt::view_weights(layout, mini().weights());
  const at::Tensor leaf = mini().weights().clone().requires_grad_();
  const auto fast = sdkt::view_weights(layout, leaf, sdkt::precision::bf16);
  const at::Tensor images = mini().encode_image(fast, pixels);
  CHECK(images.scalar_type() == at::kFloat);
  CHECK(distance(images.detach(), mini().encode_image(exact, pixels)) < 0.03);
  CHECK(distance(mini().encode_text(fast, ids).detach(), mini().encode_text(exact, ids)) < 0.03);

  images.select(1, 0).sum().backward();
  const at::Tensor fast_gradient = leaf.grad().clone();
  CHECK(fast_gradient.scalar_type() == at::kFloat);
  leaf.mutable_grad().zero_();
  mini().encode_image(sdkt::view_weights(layout, leaf), pixels).select(1, 0).sum().backward();
  CHECK(distance(fast_gradient, leaf.grad()) < 0.05 * leaf.grad().norm().item<double>());

  const c10::AutoGradMode no_gradients{false};
  const auto small = sdkt::view_weights(layout, mini().weights().to(at::kBFloat16), sdkt::precision::bf16);
  CHECK(mini().encode_image(small, pixels).scalar_type() == at::kFloat);
  CHECK(distance(mini().encode_image(small, pixels), images.detach()) < 0.03);
  CHECK(distance(mini().encode_text(small, ids), mini().encode_text(exact, ids)) < 0.03);
  CHECK(mini().logit_scale(small).scalar_type() == at::kFloat);
}

TEST_CASE("the logit scale is exponentiated") {
  const auto weights = sdkt::view_weights(mini().layout(), mini().weights());
  const double stored = weights[mini().layout().find("logit_scale").value()].item<double>();
  CHECK(std::abs(mini().logit_scale(weights).item<double>() - std::exp(stored)) < 1e-4);
  CHECK(mini().logit_scale(weights).dim() == 0);
}

TEST_CASE("inputs of the wrong shape, type or vocabulary are refused with both shapes") {
  const auto weights = sdkt::view_weights(mini().layout(), mini().weights());
  const auto image = [&](const at::Tensor& pixels) {
    return sentence_of<sdkt::shape_error>([&] { static_cast<void>(mini().encode_image(weights, pixels)); });
  };
  CHECK(contains(image(random_pixels(2, 31)),
                 "expected [N, 3, S, S] = [any, 3, 32, 32], got a tensor of shape = [2, 3, 31, 31]"));
  CHECK(contains(image(at::zeros({3, 32, 32}, at::kByte)), "got a tensor of shape = [3, 32, 32]"));
  CHECK(contains(image(at::zeros({1, 3, 32, 32}, at::kLong)), "expected uint8 or floating point pixels"));
  const auto text = [&](const at::Tensor& ids) {
    return sentence_of([&] { static_cast<void>(mini().encode_text(weights, ids)); });
  };
  CHECK(contains(text(at::zeros({2, 25}, at::kLong)), "L from 1 to 24, got a tensor of shape = [2, 25]"));
  CHECK(contains(text(at::zeros({2, 24}, at::kInt)), "expected int64 [T, L]"));
  CHECK(contains(text(at::zeros({24}, at::kLong)), "expected [T, L]"));
  CHECK(
      contains(text(at::tensor({1, 1514}, at::kLong).view({1, 2})), "token id 1514 is not one of the 1514"));
  CHECK(contains(text(at::tensor({-1, 5}, at::kLong).view({1, 2})), "token id -1 is not one of the 1514"));
}
