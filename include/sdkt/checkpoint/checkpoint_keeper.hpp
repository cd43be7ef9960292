// SPDX-License-Identifier: MIT
//
// Decides when a checkpoint is due, writes it, and locks the folder.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

#include <sdkt/base/background_task.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/checkpoint.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/file/file_lock.hpp>
#include <sdkt/options/checkpoint_options.hpp>

namespace sdkt::checkpoints {

/// The checkpoints of one run: one file, which is replaced when the next checkpoint is complete.
///
/// The state is copied at once and written on a thread while the run continues.
/// Memory: one copy of the state.
/// Errors: those of file_lock, read_checkpoint and write_checkpoint. An error of the thread is thrown by the
/// next call of is_due, keep or wait.
class checkpoint_keeper {
 public:
  /// Does not touch the file system; open() does. check_options has checked the options.
  ///
  /// writes: false for all but the first of several processes, which only read.
  checkpoint_keeper(checkpoint_options options, run_identity identity, bool writes = true);
  checkpoint_keeper(const checkpoint_keeper&) = delete;
  checkpoint_keeper& operator=(const checkpoint_keeper&) = delete;
  ~checkpoint_keeper();

  bool is_on() const noexcept { return !options_.folder.empty(); }
  std::filesystem::path file() const;

  /// Locks the folder, and returns the checkpoint to continue from, if there is one.
  ///
  /// Errors: setting_error if there is a checkpoint and the options do not ask to continue.
  std::optional<checkpoint> open();

  /// Whether the next checkpoint should be kept now.
  bool is_due();

  /// Copies a state and writes it on a thread, after the state before.
  void keep(const archive& state);

  /// Returns when the last state is on the disk.
  void wait() { writing_.wait(); }

 private:
  using clock = std::chrono::steady_clock;  // independent of changes to the time of day

  /// Copies into the memory of the previous copy where it fits: new pages would cost more than the copying.
  void take(const archive& state);

  /// Remembers which folders it created, the innermost first.
  void make_folder();

  checkpoint_options options_;
  run_identity identity_;
  bool writes_;
  std::vector<std::filesystem::path> made_;
  std::optional<detail::file_lock> lock_;
  clock::time_point last_ = clock::now();
  checkpoint copy_;  // used by the thread while it writes
  detail::background_task writing_;
};

}  // namespace sdkt::checkpoints

#if SDKT_HAS_DEFINITIONS
#include <sdkt/checkpoint/impl/checkpoint_keeper.ipp>
#endif
