// SPDX-License-Identifier: MIT
//
// Linear layers whose inputs can be observed from outside the model.
#pragma once

#include <functional>
#include <optional>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// at::linear, x W^T + b. Passes that need the inputs of layers see those of this function.
///
/// A backbone of your own calls it with tensors of its weight_views, so that methods that ask for inputs work
/// with it.
/// Cost: beside at::linear, one read of a thread-local pointer.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias = {});

namespace weights {

/// Is shown x and weight of every sdkt::linear of this thread while it lives. At most one lives at a time in a thread.
class layer_observer {
 public:
  using see_function = std::function<void(const at::Tensor& x, const at::Tensor& weight)>;

  explicit layer_observer(see_function see);
  layer_observer(const layer_observer&) = delete;
  layer_observer& operator=(const layer_observer&) = delete;
  ~layer_observer();

 private:
  friend at::Tensor sdkt::linear(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&);
  static layer_observer*& living();

  see_function see_;
};

}  // namespace weights

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/linear.ipp>
#endif
