// SPDX-License-Identifier: MIT
//
// When a run keeps a checkpoint, when it stops, and how it goes on.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/checkpoint/checkpoint_keeper.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/record/observer.hpp>

namespace sdkt {

/// The checkpoints of a run, as the run sees them. Borrows the observer.
///
/// What a run holds is named by a function that it passes, persist(archive&), which stores and restores.
class run_checkpoints {
 public:
  run_checkpoints(checkpoint_options options, run_identity identity, const run_observer& observer)
      : keeper_{std::move(options), std::move(identity)}, observer_{observer} {}

  /// Locks the folder and restores what its checkpoint holds of the run. Returns whether there is one.
  template <class Persist>
  bool open(const at::Device& device, const Persist& persist) {
    device_ = device;
    kept_ = keeper_.open();
    if (!kept_) return false;
    restore(persist, /*copy=*/true);
    return true;
  }

  bool has_weights() const { return kept_->tensors.count("theta") > 0; }

  /// Throws if the weights of a restored run are not there: then the run is complete and its model saved.
  void expect_weights(bool is_over) const {
    if (has_weights()) return;
    if (is_over)
      throw run_is_complete{keeper_.file().string(), "the run is complete, and its model saved", {}};
    throw format_error{keeper_.file().string(), "holds no weights", "start again in another folder"};
  }

  /// Restores what a checkpoint within a task holds, once. Returns whether there is something.
  template <class Persist>
  bool continue_task(const Persist& persist) {
    if (!kept_) return false;
    restore(persist, /*copy=*/false);
    forget();
    return true;
  }

  /// There is nothing left to restore.
  void forget() { kept_.reset(); }

  /// Whether to keep a checkpoint now, because one is due or because the run is asked to stop.
  bool is_time() {
    is_stopping_ = observer_.wants_stop && observer_.wants_stop();
    return is_stopping_ || keeper_.is_due();
  }

  /// Keeps a checkpoint, if they are wanted, and stops if that was asked for.
  ///
  /// Errors: data_error if the weights are not finite, and the checkpoint before stays; run_stopped.
  template <class Persist>
  void keep(const std::string& place, const at::Tensor& theta, const Persist& persist) {
    if (keeper_.is_on()) {
      if (!std::isfinite(theta.sum(at::kDouble).item<double>())) {
        throw data_error{place, "the weights are no longer finite numbers",
                         "lower the learning rate or the strengths of the distillation, and start again"};
      }
      archive state = archive::storing();
      persist(state);
      keeper_.keep(state);
    }
    if (is_stopping_) stop(place);
  }

  /// Stops, if that was asked for, with the last checkpoint as it is: between two that can be kept.
  ///
  /// Errors: run_stopped.
  void stop_if_asked(const std::string& place) {
    if (observer_.wants_stop && observer_.wants_stop()) stop(place);
  }

  /// Returns when the last one is on the disk.
  void wait() { keeper_.wait(); }

 private:
  [[noreturn]] void stop(const std::string& place) {
    keeper_.wait();
    throw run_stopped{place, "stopped as asked", keeper_.is_on() ? "continue with resume" : ""};
  }

  template <class Persist>
  void restore(const Persist& persist, bool copy) const {
    std::map<std::string, at::Tensor> tensors;
    for (const auto& [name, tensor] : kept_->tensors) {
      tensors[name] = tensor.defined() ? tensor.to(tensor.options().device(device_), false, copy) : tensor;
    }
    archive state = archive::restoring(std::move(tensors), kept_->numbers);
    persist(state);
  }

  checkpoint_keeper keeper_;
  const run_observer& observer_;
  std::optional<checkpoint> kept_;  // what is to be restored, until it has been
  at::Device device_ = at::kCPU;
  bool is_stopping_ = false;
};

}  // namespace sdkt
