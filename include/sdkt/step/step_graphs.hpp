// SPDX-License-Identifier: MIT
//
// Steps as graphs of a device: what one step asks of it is recorded once and then asked for in one piece, in
// place of hundreds of launches that the host makes one by one.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>
#include <c10/core/Device.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/batch/batch_source.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/concepts/teacher_policy.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/step/step_log.hpp>

namespace sdkt {

namespace detail {

/// Whether an extension is asked within a step, with the step's number, and so perhaps does otherwise from
/// step to step. A penalty is a function of the weights.
template <class... Es>
constexpr bool acts_within_steps(const std::tuple<Es...>*) {
  return ((extension_clauses<Es>::named_distillation_end || extension_clauses<Es>::named_backward_end) ||
          ...);
}

inline void say_no_graphs(const std::string& why) {
  TORCH_WARN("sdkt: steps are not recorded as graphs, and each operator is launched by itself: ", why);
}

}  // namespace detail

/// What steps of a run are recorded with; null where each operator is launched by itself.
///
/// A recorded step does on the device what it did when it was recorded. Teachers that follow the student and
/// extensions that act within a step may do otherwise from step to step, so their runs are not recorded,
/// which is said as a warning of LibTorch's.
/// Errors: setting_error where graphs are asked for and there is no such device, or sdkt::cuda is not linked.
template <class Composition>
const cuda::kernel_set* recorder_of(const Composition& parts, bool is_wanted, const at::Device& device) {
  if (!is_wanted) return nullptr;
  const cuda::kernel_set* kernels = trusted_kernels(device);
  if (kernels == nullptr) {
    throw setting_error{"step_graph",
                        "a step is recorded as a CUDA graph on a CUDA device, by a program that links "
                        "sdkt::cuda, and this run is on " +
                            device.str() + (device.is_cuda() ? " without sdkt::cuda" : ""),
                        "leave it out"};
  }
  using extensions_type = decltype(Composition::extensions);
  if (teacher_clauses<decltype(Composition::teacher)>::is_live) {
    detail::say_no_graphs("the teacher " + policy_name(parts.teacher) + " follows the student");
    return nullptr;
  }
  if (detail::acts_within_steps(static_cast<const extensions_type*>(nullptr))) {
    detail::say_no_graphs("an extension acts within a step");
    return nullptr;
  }
  return kernels;
}

/// A stream of a run's own, current during its lifetime: graphs cannot be recorded on the default stream. It
/// waits for work already queued on the previous stream, which in turn waits for this one on destruction.
class own_stream_of_device {
 public:
  own_stream_of_device(const at::Device& device, bool is_wanted) : device_{device} {
    if (!is_wanted || !device.is_cuda()) return;
    const c10::impl::VirtualGuardImpl guard{device.type()};
    before_ = guard.getStream(device);
    own_ = guard.getStreamFromGlobalPool(device);
    let_wait(*own_, *before_);
    current_.emplace(*own_);
  }
  ~own_stream_of_device() {
    try {
      if (own_) let_wait(*before_, *own_);
    } catch (const std::exception&) {
      // A device that has failed fails here too, and the exception that says why may be under way.
    }
  }
  own_stream_of_device(const own_stream_of_device&) = delete;
  own_stream_of_device& operator=(const own_stream_of_device&) = delete;

 private:
  void let_wait(const c10::Stream& later, const c10::Stream& earlier) const {
    c10::Event reached{device_.type()};
    reached.record(earlier);
    reached.block(later);
  }

  at::Device device_;
  std::optional<c10::Stream> before_, own_;
  std::optional<c10::StreamGuard> current_;
};

/// Makes the steps of one task: as they are called, or recorded.
///
/// The first steps of a shape of batch are made as they are called, for libraries prepare themselves at their
/// first calls; then one is recorded, and it and those after it are replayed. Where a step cannot be recorded
/// this is said once, and steps go on as they are called.
/// Result: that of the steps as they are called, bit for bit, if what `make` does beside the device does not
/// change from step to step.
/// Memory: once more the pixels of a batch, and what a step needs is kept from one to the next.
class step_graphs {
 public:
  /// Whole steps: from a batch to updated weights. What they give are numbers for the log.
  using step = std::function<step_terms(const training_batch&)>;
  static constexpr int prepared_steps = 2;

  /// recorder: null for steps as they are called.
  step_graphs(const cuda::kernel_set* recorder, step make) : recorder_{recorder}, make_{std::move(make)} {}
  step_graphs(const step_graphs&) = delete;
  step_graphs& operator=(const step_graphs&) = delete;

  step_terms operator()(const training_batch& batch) {
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

  /// Whether steps are recorded, or will be after the first ones.
  bool are_recorded() const noexcept { return recorder_ != nullptr; }

 private:
  struct recorded_step {
    training_batch batch = {};  ///< the memory that the work reads
    step_terms terms = {};      ///< and writes
    int steps_made = 0;
    std::unique_ptr<cuda::recorded_work> work = nullptr;
  };

  recorded_step& of_shape(const training_batch& batch) {
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

  static void copy(const training_batch& from, training_batch& to) {
    to.pixels.copy_(from.pixels);
    to.labels_B.copy_(from.labels_B);
    if (to.reference_labels_R.defined()) to.reference_labels_R.copy_(from.reference_labels_R);
  }

  bool record(recorded_step& recorded) try {
    recorded.work =
        recorder_->record([this, &recorded] { recorded.terms = make_(recorded.batch).numbers(); });
    return true;
  } catch (const std::exception& problem) {
    const std::string reason = problem.what();
    detail::say_no_graphs(reason.substr(0, reason.find('\n')));
    recorder_ = nullptr;
    recorded.terms = {};
    return false;
  }

  const cuda::kernel_set* recorder_;
  step make_;
  std::vector<std::unique_ptr<recorded_step>> recorded_;
};

}  // namespace sdkt
