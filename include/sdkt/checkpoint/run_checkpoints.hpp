// SPDX-License-Identifier: MIT
//
// When a run keeps a checkpoint, when it stops, and how it continues.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/checkpoint.hpp>
#include <sdkt/checkpoint/checkpoint_keeper.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/record/observer.hpp>

namespace sdkt::checkpoints {

/// The checkpoints of a run. Borrows the observer.
///
/// The run passes a function persist(archive&), which names what the run holds, and stores and restores it.
class run_checkpoints {
 public:
  /// Of several processes the first writes; all of them read, and stop together.
  run_checkpoints(checkpoint_options options, run_identity identity, const run_observer& observer,
                  distributed::processes group = {});

  /// Locks the folder and restores the run's part of its checkpoint. Returns whether there is a checkpoint.
  template <class Persist>
  bool open(const at::Device& device, const Persist& persist) {
    device_ = device;
    open_in_turn();
    if (!kept_) return false;
    restore(persist, /*copy=*/true);
    return true;
  }

  bool has_weights() const { return kept_->tensors.count("theta") > 0; }

  /// Throws if a restored run has no weights: either it is complete and its model saved,
  /// or the file is incomplete.
  void expect_weights(bool is_over) const;

  /// Restores the part of a checkpoint that belongs to a task, once. Returns whether there is one.
  template <class Persist>
  bool continue_task(const Persist& persist) {
    if (!kept_) return false;
    restore(persist, /*copy=*/false);
    forget();
    return true;
  }

  /// Drops the restored checkpoint.
  void forget() { kept_.reset(); }

  /// Whether to keep a checkpoint now, because one is due or because the run is asked to stop. All processes
  /// get the same answer.
  bool is_time();

  /// Keeps a checkpoint if a folder is given, and stops if the observer asked for it.
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

  /// Stops if the observer asks for it, at a place where no checkpoint can be kept; the
  /// last one stays unchanged.
  ///
  /// Errors: run_stopped.
  void stop_if_asked(const std::string& place);

  /// Returns when the last checkpoint is on the disk.
  void wait() { keeper_.wait(); }

 private:
  /// The first process opens the folder, then the others read its checkpoint; nobody continues before.
  void open_in_turn();

  [[noreturn]] void stop(const std::string& place);

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
  distributed::processes group_;
  std::optional<checkpoint> kept_;  // the checkpoint to restore, until it has been restored
  at::Device device_ = at::kCPU;
  bool is_stopping_ = false;
};

}  // namespace sdkt::checkpoints

#if SDKT_HAS_DEFINITIONS
#include <sdkt/checkpoint/impl/run_checkpoints.ipp>
#endif
