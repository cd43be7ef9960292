// SPDX-License-Identifier: MIT
//
// The kernel's CPU twin against the ATen composition in double.

#include <cmath>
#include <cstdint>
#include <vector>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <catch2/catch_test_macros.hpp>

#include "buffers.hpp"
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/twin.hpp>

namespace {

using namespace sdkt_test;

/// A call and what ATen makes of the same.
struct compared {
  std::int64_t batch, classes, width;
  at::Tensor images, texts, labels;
  odd_buffer image_values, text_values, gradient, losses, scale_terms;
  float scale = 32.9F, upstream = 0.5F;
  sdkt::cuda::cross_entropy_call call{};

  compared(std::int64_t batch_size, std::int64_t num_classes, std::int64_t features)
      : batch{batch_size},
        classes{num_classes},
        width{features},
        images{at::randn({batch, width}, at::kFloat).to(at::kDouble)},
        texts{unit(at::randn({classes, width})).to(at::kFloat).to(at::kDouble)},
        labels{at::randint(classes, {batch}, at::kLong)},
        image_values{images},
        text_values{texts},
        gradient{batch * width},
        losses{batch},
        scale_terms{batch} {
    call = {.images = image_values.data(),
            .texts = text_values.data(),
            .labels = labels.const_data_ptr<std::int64_t>(),
            .scale = &scale,
            .upstream = &upstream,
            .batch = batch,
            .width = width,
            .classes = classes,
            .gradient = gradient.data(),
            .losses = losses.data(),
            .scale_terms = scale_terms.data()};
  }

  void check() {
    sdkt::cuda::twin::cosine_cross_entropy(call);
    const at::AutoGradMode gradients{true};
    const at::Tensor leaf = images.clone().requires_grad_();
    const at::Tensor factor = at::tensor(static_cast<double>(scale), at::kDouble).requires_grad_();
    const at::Tensor logits = at::matmul(unit(leaf), texts.t()) * factor;
    const double smoothing = static_cast<double>(call.smoothing);
    const at::Tensor loss = at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, smoothing);
    // The same in a form whose gradient keeps its digits where the model is sure: ATen's is 1 minus a
    // probability.
    const at::Tensor chosen = logits.gather(1, labels.unsqueeze(1));
    const at::Tensor others = (logits - chosen).exp().scatter(1, labels.unsqueeze(1), 0.0).sum(1);
    const at::Tensor sharp = (others.log1p() + smoothing * (chosen.squeeze(1) - logits.mean(1))).mean();
    REQUIRE(std::abs(sharp.item<double>() - loss.item<double>()) <=
            1e-12 * std::max(1.0, loss.item<double>()));
    (sharp * static_cast<double>(upstream)).backward();
    CAPTURE(batch, classes, width, call.smoothing);
    const double wanted = loss.item<double>();
    CHECK(std::abs(losses.tensor({batch}).mean().item<double>() - wanted) <= 1e-5 * std::max(1.0, wanted));
    CHECK(relative_error(gradient.tensor({batch, width}), leaf.grad()) < 1e-4);
    CHECK(std::abs(scale_terms.tensor({batch}).sum().item<double>() - factor.grad().item<double>()) < 1e-6);
    for (const odd_buffer* each : {&gradient, &losses, &scale_terms}) CHECK(each->guards_hold());
  }
};

}  // namespace

TEST_CASE("the cross-entropy kernel equals ATen's composition, at even and odd sizes") {
  for (const std::int64_t batch : {1, 3, 32}) {
    for (const std::int64_t classes : {2, 10, 47, 196, 1001}) {
      for (const std::int64_t width : {5, 128, 513}) compared{batch, classes, width}.check();
    }
  }
}

TEST_CASE("labels are smoothed over all classes") {
  for (const float smoothing : {0.1F, 0.5F}) {
    compared run{7, 33, 128};
    run.call.smoothing = smoothing;
    run.check();
  }
}

TEST_CASE("without a gradient of what comes after, it is 1") {
  compared run{7, 33, 128};
  run.upstream = 1;
  run.call.upstream = nullptr;
  run.check();
}

TEST_CASE("a single class costs nothing and pulls nowhere") {
  compared run{3, 1, 64};
  sdkt::cuda::twin::cosine_cross_entropy(run.call);
  CHECK(run.losses.tensor({3}).abs().max().item<double>() == 0);
  CHECK(run.gradient.tensor({3, 64}).abs().max().item<double>() == 0);
}

TEST_CASE("a label that is no class, or features that are no numbers, spoil their own row alone") {
  compared run{4, 10, 64};
  run.labels[1] = 10;
  run.image_values.data()[2 * 64 + 3] = NAN;
  sdkt::cuda::twin::cosine_cross_entropy(run.call);
  const at::Tensor gradient = run.gradient.tensor({4, 64});
  CHECK(gradient[0].isfinite().all().item<bool>());
  CHECK((std::isnan(run.losses[1]) && gradient[1].isnan().all().item<bool>()));
  CHECK((std::isnan(run.losses[2]) && gradient[2].isnan().all().item<bool>()));
  CHECK(gradient[3].isfinite().all().item<bool>());
}

TEST_CASE("large scales do not overflow") {
  compared run{5, 20, 64};
  run.scale = 5e4F;
  sdkt::cuda::twin::cosine_cross_entropy(run.call);
  CHECK(run.losses.tensor({5}).isfinite().all().item<bool>());
  CHECK(run.gradient.tensor({5, 64}).isfinite().all().item<bool>());
}
