// SPDX-License-Identifier: MIT
//
// What makes two runs equal: only an equal run may continue from a checkpoint.
#pragma once

#include <filesystem>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/checkpoint.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::checkpoints {

/// Every setting of a described run that influences its result; lists with one entry
/// per task are split by task.
///
/// A user's policy that does not describe itself is identified by its name only, and
/// images by paths and labels.
[[nodiscard]] run_identity identity_of(const run_record& record);

/// A fingerprint of an identity.
[[nodiscard]] std::string identity_fingerprint(const run_identity& identity);

/// Whether a file is a checkpoint of the run that the record describes.
bool is_checkpoint_of(const std::filesystem::path& path, const run_record& record);

}  // namespace sdkt::checkpoints

#if SDKT_HAS_DEFINITIONS
#include <sdkt/checkpoint/impl/run_identity.ipp>
#endif
