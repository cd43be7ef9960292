// SPDX-License-Identifier: MIT
//
// Recognises archives of PyTorch, NumPy and Keras by the names in the list of contents of a zip file.
#pragma once

#include <optional>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/file/input_file.hpp>

namespace sdkt::detail {

/// The kinds of members that a zip file has.
struct zip_content {
  bool is_torchscript = false;  ///< code/ or constants.pkl
  bool has_pickle = false;      ///< data.pkl
  bool has_npy = false;         ///< NAME.npy
  bool has_keras = false;       ///< model.weights.h5

  void add(std::string_view name);
};

/// The kinds of members of a zip file; nothing if the end of the file is missing. Only the first MiB of the
/// list of contents is read.
///
/// Memory: at most 1 MiB and 64 KiB.
/// Source: APPNOTE 6.3.10, sections 4.3.12 to 4.3.16.
std::optional<zip_content> read_zip_content(const input_file& file);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/file/impl/zip_names.ipp>
#endif
