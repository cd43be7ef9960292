// SPDX-License-Identifier: MIT
//
// Definitions of step_graphs.hpp.
#pragma once

#include <exception>
#include <memory>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>
#include <c10/core/Device.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_source.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/cuda/recorded_work.hpp>
#include <sdkt/step/step_graphs.hpp>
#include <sdkt/step/step_terms.hpp>

namespace sdkt::detail {

SDKT_INLINE void warn_of_no_graphs(const run_observer& observer, const std::string& why) {
  if (observer.on_warning)
    observer.on_warning("steps are not recorded as graphs, and each operator is launched separately: " + why);
}

}  // namespace sdkt::detail

namespace sdkt::step {

SDKT_INLINE own_stream_of_device::own_stream_of_device(const at::Device& device, bool is_wanted)
    : device_{device} {
  if (!is_wanted || !device.is_cuda()) return;
  const c10::impl::VirtualGuardImpl guard{device.type()};
  before_ = guard.getStream(device);
  own_ = guard.getStreamFromGlobalPool(device);
  let_wait(*own_, *before_);
  current_.emplace(*own_);
}

SDKT_INLINE own_stream_of_device::~own_stream_of_device() {
  try {
    if (own_) let_wait(*before_, *own_);
  } catch (const std::exception&) {
    // A failed device throws here too, perhaps while the exception with the cause is being handled.
  }
}

SDKT_INLINE void own_stream_of_device::let_wait(const c10::Stream& later, const c10::Stream& earlier) const {
  c10::Event reached{device_.type()};
  reached.record(earlier);
  reached.block(later);
}

SDKT_INLINE step_terms step_graphs::operator()(const batch::training_batch& batch) {
  if (recorder_ == nullptr) return make_(batch);
  recorded_step& recorded = of_shape(batch);
  if (recorded.steps_made < prepared_steps) {
    ++recorded.steps_made;
    return make_(batch);
  }
  copy(batch, recorded.batch);
  if (recorded.work == nullptr && !record(recorded)) return make_(batch);
  recorded.work->replay();
  return recorded.terms;
}

SDKT_INLINE step_graphs::recorded_step& step_graphs::of_shape(const batch::training_batch& batch) {
  for (const auto& known : recorded_) {
    if (known->batch.pixels.sizes() == batch.pixels.sizes() &&
        known->batch.labels_B.sizes() == batch.labels_B.sizes())
      return *known;
  }
  const auto like = [](const at::Tensor& tensor) {
    return tensor.defined() ? at::empty_like(tensor) : tensor;
  };
  recorded_.push_back(std::make_unique<recorded_step>());
  recorded_.back()->batch = {like(batch.pixels), like(batch.labels_B), like(batch.reference_labels_R), {}};
  return *recorded_.back();
}

SDKT_INLINE void step_graphs::copy(const batch::training_batch& from, batch::training_batch& to) {
  to.pixels.copy_(from.pixels);
  to.labels_B.copy_(from.labels_B);
  if (to.reference_labels_R.defined()) to.reference_labels_R.copy_(from.reference_labels_R);
}

}  // namespace sdkt::step
