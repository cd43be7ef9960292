// SPDX-License-Identifier: MIT
//
// The file from which an interrupted run continues: safetensors, with the identity
// of the run in its metadata.
#pragma once

#include <filesystem>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/checkpoint.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt::checkpoints {

/// The path of the checkpoint in its folder.
std::filesystem::path state_file(const std::filesystem::path& folder);

}  // namespace sdkt::checkpoints

namespace sdkt::detail {

/// Tensors, numbers and the names of undefined tensors share a file; the first letter
/// of a name gives the kind.
std::vector<weights::named_tensor> tensors_of(const checkpoints::checkpoint& state);

/// The checkpoint in a file, whoever wrote it.
///
/// Errors: format_error for an entry that no checkpoint has.
[[nodiscard]] checkpoints::checkpoint state_in(const weights::safetensors_file& file);

}  // namespace sdkt::detail

namespace sdkt::checkpoints {

/// Writes a checkpoint under a temporary name and renames it: a reader finds this
/// checkpoint or the one before.
///
/// Cost: one pass over the content for its fingerprint, and one to the disk.
/// Errors: file_error if it cannot be written; the checkpoint before stays unchanged.
void write_checkpoint(const std::filesystem::path& path, const checkpoint& state,
                      const run_identity& identity);

/// Reads a checkpoint of the run with the given identity.
///
/// Memory: the file, and 24 times its header.
/// Errors: file_error; format_error for a file that is cut short, damaged or of another format; setting_error
/// that names the first difference between the two runs.
[[nodiscard]] checkpoint read_checkpoint(const std::filesystem::path& path, const run_identity& identity);

}  // namespace sdkt::checkpoints

namespace sdkt {

/// Keeps the measurements in the checkpoint of a complete run, and drops the weights,
/// which the saved model has.
///
/// Call it after the model is saved. A run that is continued from such a file throws run_is_complete.
/// Errors: those of read_checkpoint and write_checkpoint.
void drop_weights(const std::filesystem::path& path);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/checkpoint/impl/checkpoint_file.ipp>
#endif
