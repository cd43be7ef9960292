// SPDX-License-Identifier: MIT
//
// How the lists of a reference are read, and which of their images are used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include <sdkt/dataset/skipped_files.hpp>

namespace sdkt {

/// Which images of a pool are the reference set, and how its files are read.
struct reference_options {
  std::optional<std::size_t> size = {};                 ///< images drawn from the pool; not set: all
  std::uint64_t seed = 1102;                            ///< of the draw
  std::optional<std::filesystem::path> data_root = {};  ///< where images of lists are looked up first
  bool allow_outside = false;   ///< accept absolute image paths and paths that leave the folder with ..
  bool accept_missing = false;  ///< accept missing images of lists (image_finder)
  note_taker note = {};         ///< called about files that were skipped or read under a near name
  /// Largest number of images that may be skipped because they cannot be decoded. If it is above 0, this is
  /// checked before the run starts.
  std::size_t skip_broken = 0;
};

}  // namespace sdkt

namespace sdkt::reference {

/// How one list is read. size, seed and skip_broken do not matter: they choose among the images of all lists.
using list_options = reference_options;

}  // namespace sdkt::reference
