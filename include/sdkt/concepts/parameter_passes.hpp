// SPDX-License-Identifier: MIT
//
// What a parameterisation may learn about a task's images outside the training steps.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// The inputs x of one linear layer over a task: the sum of x x^T, and their number.
///
/// Shapes: sum_NN [n, n], n the columns of the layer's matrix.
struct input_gram {
  at::Tensor sum_NN = {};
  std::int64_t inputs = 0;
};

/// Encodes the task's images once, and its class prompts if the text tower trains, and returns the Gram matrix of
/// the inputs of every given matrix of theta, in their order.
///
/// It sees the inputs of sdkt::linear (weights/linear.hpp). The weights are the student's at the time of the call, images are in the eval
/// view, and products are in fp32, also if training computes in bf16. Every row that a layer multiplies counts: each
/// token of each image or text. In the last block of a tower of clip::model the query, the output projection and the
/// MLP read one token only. With quick_gelu, clip::model scales the inputs of both matrices of an MLP by 1.702.
///
/// Errors: setting_error if a matrix was never the weight of sdkt::linear, or a part of its rows.
using input_grams_pass = std::function<std::vector<input_gram>(const std::vector<weight_matrix>&)>;

/// The gradient of the task's cross-entropy, averaged over its images in the eval view, without label smoothing: [Q].
using mean_gradient_pass = std::function<at::Tensor()>;

/// The passes over the images of one task that a parameterisation can ask for. Each call reads the images again.
///
/// Several processes each make the whole pass, and get the same numbers.
struct parameter_passes {
  input_grams_pass input_grams;
  mean_gradient_pass mean_gradient;
};

}  // namespace sdkt
