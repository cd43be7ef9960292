// SPDX-License-Identifier: MIT
//
// One teacher's share of a teacher_store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/step/teacher_store.hpp>

namespace sdkt::step {

/// The features of one teacher, for as long as it teaches.
class stored_teacher {
 public:
  /// name: of weights that recur, such as the pre-trained ones; features of unnamed weights
  /// are dropped on destruction.
  stored_teacher(teacher_store& store, const std::string& name);
  stored_teacher(const stored_teacher&) = delete;
  stored_teacher& operator=(const stored_teacher&) = delete;
  ~stored_teacher();

  /// As teacher_store::features, for this teacher's weights.
  template <class Encode>
  at::Tensor features(const std::vector<batch::image_request>& views, const at::Tensor& pixels,
                      const Encode& encode) const {
    return store_->features(weights_, views, pixels, encode);
  }

 private:
  teacher_store* store_;
  std::uint64_t weights_;
  bool is_forgotten_;
};

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/stored_teacher.ipp>
#endif
