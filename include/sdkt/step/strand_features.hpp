// SPDX-License-Identifier: MIT
//
// The student's image features of a step whose gradient is summed up by strands, perhaps over several processes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/batch/batch_source.hpp>
#include <sdkt/distributed/exact_sum.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/distributed/shares.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::step {

/// From a gradient of the weights [Q] to one of what trains [F], linear; empty if the weights themselves train.
using pull_back_function = std::function<at::Tensor(at::Tensor& gradient_Q)>;

/// Encodes the micro-batches of this process's strands, and gives all processes the features of the whole batch.
///
/// The losses of the whole batch, which every process computes alike, give the gradient of the features. Each process
/// propagates the rows of its own micro-batches, and adds up the gradients of its strands pairwise.
/// Memory: without a micro-batch size, activations of the images of this process; with one, of a micro-batch, at
/// the cost of one more forward. In addition log2(strands of this process) + 1 vectors [Q], or [F] with a pull_back.
/// Source: GradCache (arXiv 2101.06983), section 3, for the features.
template <class Model>
class strand_features {
 public:
  /// Borrows model, views and batch; the weights must not change until pass_on.
  ///
  /// keeps_graphs: whether pass_on is called once, so that the first forward can have the graph.
  strand_features(const Model& model, const weight_views& views, const batch::training_batch& batch,
                  std::int64_t micro_batch_size, const distributed::processes& group, bool keeps_graphs)
      : model_{model},
        views_{views},
        batch_{batch},
        group_{group},
        shares_{batch.num_images, micro_batch_size, group.num_strands()},
        keeps_graphs_{keeps_graphs && micro_batch_size == 0} {
    std::vector<at::Tensor> rows;
    const weight_views frozen = views.frozen();
    for (const auto& images : shares_.micro_batches(group.first_strand(), group.strands_here())) {
      const at::AutoGradMode with_graph{keeps_graphs_};
      const at::Tensor encoded = model.encode_image(keeps_graphs_ ? views : frozen, pixels_of(images));
      rows.push_back(encoded.detach());
      if (keeps_graphs_) encoded_.push_back(encoded);
    }
    const std::vector<std::int64_t> rows_of = shares_.counts(group.size(), {0, batch.num_images});
    rows_NE_ = group.gather_rows(rows_or_none(rows, frozen), rows_of).requires_grad_();
  }

  const at::Tensor& rows_NE() const noexcept { return rows_NE_; }

  /// After a backward of the whole loss: see image_features::pass_on.
  ///
  /// The other terms of the loss, such as penalties on the weights, are the same in every process: the first
  /// process adds its strands to them, the others drop them.
  ///
  /// Result: gradient_Q, or the sum of what pull_back makes of each strand's, [F].
  at::Tensor pass_on(at::Tensor& gradient_Q, const pull_back_function& pull_back) {
    if (!group_.is_first()) gradient_Q.zero_();
    const at::Tensor gradient_NE = rows_NE_.grad();
    at::Tensor sum = pull_back ? at::Tensor{} : gradient_Q;
    std::optional<distributed::strand_sums> sums;
    if (!pull_back) sums.emplace(sum, group_.strands_here());
    std::size_t next = 0;
    for (std::int64_t strand = 0; strand < group_.strands_here(); ++strand) {
      for (const auto& images : shares_.micro_batches(group_.first_strand() + strand)) {
        if (!gradient_NE.defined()) break;  // no term of the loss uses the features
        const at::Tensor again =
            keeps_graphs_ ? encoded_[next++] : model_.encode_image(views_, pixels_of(images));
        if (!again.requires_grad()) break;  // the image tower does not train
        again.backward(gradient_NE.narrow(0, images.first, images.count).clone());
      }
      if (pull_back) {
        const at::Tensor pulled_F = pull_back(gradient_Q);
        if (!sums) sums.emplace(sum = at::zeros_like(pulled_F), group_.strands_here());
        sum.copy_(pulled_F);
        gradient_Q.zero_();
      }
      sums->end_strand();
    }
    encoded_.clear();
    rows_NE_.mutable_grad().reset();
    return sum;
  }

 private:
  at::Tensor pixels_of(const distributed::image_range& images) const {
    return batch_.pixels.narrow(0, images.first - batch_.first_image, images.count);
  }

  /// The rows of this process. A process without images encodes one picture, to learn the width and the type.
  at::Tensor rows_or_none(const std::vector<at::Tensor>& rows, const weight_views& frozen) const {
    if (!rows.empty()) return at::cat(rows);
    const at::NoGradGuard no_grad;
    std::vector<std::int64_t> one{batch_.pixels.sizes().vec()};
    one[0] = 1;
    return model_.encode_image(frozen, at::zeros(one, batch_.pixels.options())).narrow(0, 0, 0);
  }

  const Model& model_;
  const weight_views& views_;
  const batch::training_batch& batch_;
  distributed::processes group_;
  distributed::batch_shares shares_;
  bool keeps_graphs_;
  std::vector<at::Tensor> encoded_;  // with graphs, in the order of the micro-batches
  at::Tensor rows_NE_;
};

}  // namespace sdkt::step
