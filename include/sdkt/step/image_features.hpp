// SPDX-License-Identifier: MIT
//
// The student's image features of a step: in one pass, in micro-batches, or in strands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <sdkt/batch/batch_source.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/step/strand_features.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::step {

/// How the student encodes the images of a step.
struct encoding_options {
  std::int64_t micro_batch_size = 0;  ///< 0 for one pass
  distributed::processes group = {};  ///< with strands, images are encoded strand by strand
  bool propagates_twice = false;      ///< whether pass_on is called for two parts of the loss
};

/// The student's image features of a step, and the propagation of their gradient to the weights.
///
/// In one pass this is autograd's own graph. In micro-batches the images are encoded without a graph, and
/// the losses of the *whole* batch give the gradient of its features. Each micro-batch is then encoded
/// again, with a graph, and propagates its rows of that gradient. So the result is the gradient of the
/// whole batch, even if a loss or a selection compares images with each other; summing per-micro-batch
/// gradients would not give this. Strands do the same for several processes (strand_features).
/// Memory: activations of one micro-batch instead of all images.
/// Cost: one more forward.
/// Source: GradCache (arXiv 2101.06983), section 3.
template <class Model>
class image_features {
 public:
  /// Borrows model and views; the weights must not change until pass_on.
  image_features(const Model& model, const weight_views& views, const batch::training_batch& batch,
                 const encoding_options& options)
      : model_{model}, views_{views} {
    const at::Tensor& pixels = batch.pixels;
    if (options.group.has_strands()) {
      strands_.emplace(model, views, batch, options.micro_batch_size, options.group,
                       !options.propagates_twice);
      rows_NE_ = strands_->rows_NE();
      return;
    }
    const std::int64_t micro_batch_size = options.micro_batch_size;
    if (micro_batch_size == 0 || micro_batch_size >= pixels.size(0)) {
      rows_NE_ = model.encode_image(views, pixels);
      return;
    }
    micro_batches_ = pixels.split(micro_batch_size);
    const at::NoGradGuard no_grad;
    const weight_views frozen = views.frozen();
    std::vector<at::Tensor> rows;
    for (const at::Tensor& some : micro_batches_) rows.push_back(model.encode_image(frozen, some));
    rows_NE_ = at::cat(rows).requires_grad_();
  }

  /// Unit features [N, E] of all images of the batch, the input of the losses.
  const at::Tensor& rows_NE() const noexcept { return rows_NE_; }

  /// After a backward: propagates the gradient of the features to the weights. In one pass
  /// this has already happened. With strands, gradient_Q then has the sum over the strands of this process.
  ///
  /// Shapes: gradient_Q [Q], where the gradients of the weights are accumulated.
  /// Result: gradient_Q; with strands and a pull_back, the sum of the strands' gradients of what trains, [F].
  at::Tensor pass_on(at::Tensor& gradient_Q, const pull_back_function& pull_back = {}) {
    if (strands_) return strands_->pass_on(gradient_Q, pull_back);
    if (micro_batches_.empty() || !rows_NE_.grad().defined()) return gradient_Q;
    const std::vector<at::Tensor> gradients = rows_NE_.grad().split(micro_batches_.front().size(0));
    for (std::size_t i = 0; i < micro_batches_.size(); ++i) {
      const at::Tensor again = model_.encode_image(views_, micro_batches_[i]);
      if (!again.requires_grad()) break;  // the image tower does not train
      again.backward(gradients[i]);
    }
    rows_NE_.mutable_grad().reset();
    return gradient_Q;
  }

 private:
  const Model& model_;
  const weight_views& views_;
  std::optional<strand_features<Model>> strands_;
  std::vector<at::Tensor> micro_batches_;  // empty: one pass
  at::Tensor rows_NE_;
};

}  // namespace sdkt::step
