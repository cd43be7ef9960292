// SPDX-License-Identifier: MIT
//
// Steps as graphs of a device: the work of one step is recorded once and then launched in one piece, instead
// of hundreds of single launches by the host.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/Stream.h>
#include <c10/core/StreamGuard.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/batch/batch_source.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/concepts/teacher_policy.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/cuda/recorded_work.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/parameterisation/full.hpp>
#include <sdkt/record/observer.hpp>
#include <sdkt/step/step_terms.hpp>

namespace sdkt::detail {

/// Whether an extension has a hook within a step, which receives the step's number and so may act differently
/// from step to step. A penalty does not count: it is a function of the weights.
template <class... Es>
constexpr bool acts_within_steps(const std::tuple<Es...>*) {
  return ((compose::extension_clauses<Es>::named_distillation_end ||
           compose::extension_clauses<Es>::named_backward_end) ||
          ...);
}

/// Warns that each operator is launched by itself.
void warn_of_no_graphs(const run_observer& observer, const std::string& why);

}  // namespace sdkt::detail

namespace sdkt::step {

/// The kernels that record the steps of a run; null if each operator is launched by itself.
///
/// A recorded step repeats on the device exactly what it did when it was recorded. Teachers that follow the
/// student and extensions that act within a step may change from step to step, so their runs are not
/// recorded; the observer is warned.
/// Errors: setting_error if graphs are wanted and there is no CUDA device, or sdkt::cuda is not linked.
template <class Composition>
const cuda::kernel_set* recorder_of(const Composition& parts, bool is_wanted, const at::Device& device,
                                    const run_observer& observer, const distributed::processes& group = {}) {
  if (!is_wanted) return nullptr;
  const cuda::kernel_set* kernels = device::trusted_kernels(device);
  if (kernels == nullptr) {
    throw setting_error{"step_graph",
                        "recording a step as a CUDA graph needs a CUDA device and a program linked with "
                        "sdkt::cuda, but this run is on " +
                            device.str() + (device.is_cuda() ? " without sdkt::cuda" : ""),
                        "leave it out"};
  }
  if constexpr (!std::is_same_v<decltype(Composition::parameterisation), full>) {
    detail::warn_of_no_graphs(
        observer, "the parameterisation " + detail::policy_name(parts.parameterisation) + " is not recorded");
    return nullptr;
  }
  if constexpr (!std::is_same_v<decltype(Composition::optimiser), sdkt::adamw>) {
    detail::warn_of_no_graphs(observer,
                              "the optimiser " + detail::policy_name(parts.optimiser) + " is not recorded");
    return nullptr;
  }
  if (group.has_strands()) {
    detail::warn_of_no_graphs(observer, "max_processes is above 1");
    return nullptr;
  }
  using extensions_type = decltype(Composition::extensions);
  if (compose::teacher_clauses<decltype(Composition::teacher)>::is_live) {
    detail::warn_of_no_graphs(observer,
                              "the teacher " + detail::policy_name(parts.teacher) + " follows the student");
    return nullptr;
  }
  if (detail::acts_within_steps(static_cast<const extensions_type*>(nullptr))) {
    detail::warn_of_no_graphs(observer, "an extension acts within a step");
    return nullptr;
  }
  return kernels;
}

/// A stream of the run, current during its lifetime: graphs cannot be recorded on the default stream. It
/// waits for work already queued on the previous stream, which in turn waits for this one on destruction.
class own_stream_of_device {
 public:
  own_stream_of_device(const at::Device& device, bool is_wanted);
  ~own_stream_of_device();
  own_stream_of_device(const own_stream_of_device&) = delete;
  own_stream_of_device& operator=(const own_stream_of_device&) = delete;

 private:
  void let_wait(const c10::Stream& later, const c10::Stream& earlier) const;

  at::Device device_;
  std::optional<c10::Stream> before_, own_;
  std::optional<c10::StreamGuard> current_;
};

/// Makes the steps of one task, called directly or recorded.
///
/// For each batch shape the first steps are called directly, because libraries initialise themselves in their
/// first calls. Then one step is recorded, and this step and the following ones are replayed. If a step
/// cannot be recorded, this is reported once, and the steps continue to be called directly.
/// Result: that of direct calls, bit for bit, if the host's part of `make` does not change from step to step.
/// Memory: a second copy of the pixels of a batch; the memory of a step is kept between steps.
class step_graphs {
 public:
  /// Whole steps: from a batch to updated weights. They return numbers for the log.
  using step = std::function<step_terms(const batch::training_batch&)>;
  static constexpr int prepared_steps = 2;

  /// recorder: null to call every step directly. The observer is warned if a step cannot be recorded.
  step_graphs(const cuda::kernel_set* recorder, step make, run_observer observer = {})
      : recorder_{recorder}, make_{std::move(make)}, observer_{std::move(observer)} {}
  step_graphs(const step_graphs&) = delete;
  step_graphs& operator=(const step_graphs&) = delete;
  ~step_graphs() = default;

  step_terms operator()(const batch::training_batch& batch);

  /// Whether steps are recorded, or will be after the first ones.
  bool are_recorded() const noexcept { return recorder_ != nullptr; }

 private:
  struct recorded_step {
    batch::training_batch batch = {};  ///< the memory that the recorded work reads
    step_terms terms = {};             ///< the memory that it writes
    int steps_made = 0;
    std::unique_ptr<cuda::recorded_work> work = nullptr;
  };

  recorded_step& of_shape(const batch::training_batch& batch);

  static void copy(const batch::training_batch& from, batch::training_batch& to);

  bool record(recorded_step& recorded) try {
    recorded.work =
        recorder_->record([this, &recorded] { recorded.terms = make_(recorded.batch).numbers(); });
    return true;
  } catch (const std::exception& problem) {
    const std::string reason = problem.what();
    detail::warn_of_no_graphs(observer_, reason.substr(0, reason.find('\n')));
    recorder_ = nullptr;
    recorded.terms = {};
    return false;
  }

  const cuda::kernel_set* recorder_;
  step make_;
  run_observer observer_;
  std::vector<std::unique_ptr<recorded_step>> recorded_;
};

}  // namespace sdkt::step

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/step_graphs.ipp>
#endif
