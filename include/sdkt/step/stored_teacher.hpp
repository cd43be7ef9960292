// SPDX-License-Identifier: MIT
//
// One teacher's share of a teacher_store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/batch/image_request.hpp>
#include <sdkt/step/teacher_store.hpp>

namespace sdkt {

/// The features that one teacher gives, for as long as it teaches.
class stored_teacher {
 public:
  /// name: of weights that come back, such as the pre-trained ones; others are forgotten at the end.
  stored_teacher(teacher_store& store, const std::string& name)
      : store_{&store}, weights_{store.number_of(name)}, is_forgotten_{name.empty()} {}
  stored_teacher(const stored_teacher&) = delete;
  stored_teacher& operator=(const stored_teacher&) = delete;
  ~stored_teacher() {
    if (is_forgotten_) store_->forget(weights_);
  }

  /// As teacher_store::features.
  template <class Encode>
  at::Tensor features(const std::vector<image_request>& views, const at::Tensor& pixels,
                      const Encode& encode) const {
    return store_->features(weights_, views, pixels, encode);
  }

 private:
  teacher_store* store_;
  std::uint64_t weights_;
  bool is_forgotten_;
};

}  // namespace sdkt
