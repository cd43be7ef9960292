// SPDX-License-Identifier: MIT
//
// Keeps a run's checkpoints: when one is due, where it goes, and who else may not write there.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/background_task.hpp>
#include <sdkt/base/error.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/file/file.hpp>
#include <sdkt/file/file_lock.hpp>
#include <sdkt/options/checkpoint_options.hpp>

namespace sdkt {

/// The checkpoints of one run, one file that is replaced when the next is complete.
///
/// The state is copied at once and written on a thread, while the run goes on.
/// Memory: one copy of the state.
/// Errors: those of file_lock, read_checkpoint and write_checkpoint; one that the thread met is thrown by
///   the next call of is_due, keep or wait.
class checkpoint_keeper {
 public:
  /// Nothing is touched before open().
  checkpoint_keeper(checkpoint_options options, run_identity identity)
      : options_{std::move(options)}, identity_{std::move(identity)} {
    if (options_.folder.empty() || (options_.seconds >= 0 && options_.seconds < 1e9)) return;
    throw setting_error{"checkpoint_seconds",
                        "the value " + std::to_string(options_.seconds) + " is out of range",
                        "use 0 or more"};
  }
  checkpoint_keeper(const checkpoint_keeper&) = delete;
  checkpoint_keeper& operator=(const checkpoint_keeper&) = delete;
  ~checkpoint_keeper() {
    std::error_code ignored;
    writing_.join();
    lock_.reset();
    // Not empty, and so left alone, as soon as there is a checkpoint.
    for (const auto& folder : made_) std::filesystem::remove(folder, ignored);
  }

  bool is_on() const noexcept { return !options_.folder.empty(); }
  std::filesystem::path file() const { return state_file(options_.folder); }

  /// Locks the folder, and returns the checkpoint to continue from, if that is wanted and there is one.
  ///
  /// Errors: setting_error if there is one and it is not to be continued from.
  std::optional<checkpoint> open() {
    if (!is_on()) return std::nullopt;
    make_folder();
    lock_.emplace(options_.folder / "lock");
    detail::remove_unfinished(options_.folder);
    last_ = clock::now();
    std::error_code problem;
    if (!std::filesystem::exists(file(), problem)) return std::nullopt;
    if (options_.resume) return read_checkpoint(file(), identity_);
    throw setting_error{options_.folder.string(), "already holds the checkpoint of a run",
                        "continue it with resume, or name another folder"};
  }

  /// Whether the next checkpoint should be kept now.
  bool is_due() {
    if (!is_on() || writing_.is_running()) return false;
    writing_.wait();
    return std::chrono::duration<double>(clock::now() - last_).count() >= options_.seconds;
  }

  /// Copies a state and writes it on a thread, after the one before.
  void keep(const archive& state) {
    if (!is_on()) return;
    writing_.wait();
    take(state);
    last_ = clock::now();
    writing_.start([this] { write_checkpoint(file(), copy_, identity_); });
  }

  /// Returns when the last one is on the disk.
  void wait() { writing_.wait(); }

 private:
  using clock = std::chrono::steady_clock;  // whatever happens to the time of day

  /// Into the memory of the copy before, where it fits: new pages would cost more than the copying.
  void take(const archive& state) {
    copy_.numbers = state.numbers();
    std::erase_if(copy_.tensors, [&](const auto& entry) { return state.tensors().count(entry.first) == 0; });
    for (const auto& [name, tensor] : state.tensors()) {
      at::Tensor& kept = copy_.tensors[name];
      if (!tensor.defined()) {
        kept = at::Tensor{};
        continue;
      }
      const bool fits =
          kept.defined() && kept.scalar_type() == tensor.scalar_type() && kept.sizes() == tensor.sizes();
      if (!fits) kept = at::empty(tensor.sizes(), tensor.options().device(at::kCPU).requires_grad(false));
      kept.copy_(tensor.detach());
    }
  }

  /// Remembers which folders it made, the innermost first.
  void make_folder() {
    std::error_code problem;
    for (std::filesystem::path folder = options_.folder;
         !folder.empty() && !std::filesystem::exists(folder, problem); folder = folder.parent_path()) {
      made_.push_back(folder);
    }
    detail::create_folder(options_.folder);
  }

  checkpoint_options options_;
  run_identity identity_;
  std::vector<std::filesystem::path> made_;
  std::optional<detail::file_lock> lock_;
  clock::time_point last_ = clock::now();
  checkpoint copy_;  // of the thread while it writes
  detail::background_task writing_;
};

}  // namespace sdkt
