// SPDX-License-Identifier: MIT
//
// Cosine scores, the default classifier.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/classifier.hpp>

namespace sdkt {

/// The cosine of image and prompt times the logit scale, as in CLIP. It learns nothing.
///
/// Source: CLIP (arXiv 2103.00020), section 3.1.
struct cosine {
  static constexpr std::string_view name = "cosine";

  at::Tensor class_scores(const classifier_inputs& inputs) const { return inputs.zero_shot(); }
};

static_assert(Classifier<cosine>);

}  // namespace sdkt
