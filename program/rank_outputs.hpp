// SPDX-License-Identifier: MIT
//
// What the processes of a run print, all but the first: it is kept while they run, and shown if one fails.
#pragma once

#include <filesystem>
#include <string>

namespace sdkt::cli {

/// A folder for the outputs of processes that only this user can enter. It is removed at the end.
class rank_outputs {
 public:
  /// Errors: file_error if there is no place for temporary files.
  rank_outputs();
  rank_outputs(const rank_outputs&) = delete;
  rank_outputs& operator=(const rank_outputs&) = delete;
  ~rank_outputs();

  std::filesystem::path of(int rank) const;

  /// The last line of a process's output that reports a failure; empty if there is none.
  std::string failure(int rank) const;

  /// Copies what processes 1 to size - 1 wrote into the folder log of the run folder, if there is one.
  void keep(int size, const std::filesystem::path& run_folder) const;

 private:
  std::filesystem::path folder_;
};

/// From here on this process prints into a file, which must not exist yet. Called between fork and exec.
void print_into(const char* file);

}  // namespace sdkt::cli
