// SPDX-License-Identifier: MIT
//
// Weights in several safetensors files, which a model.safetensors.index.json names.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/weight_source.hpp>

namespace sdkt::clip::detail {

/// The files that a model.safetensors.index.json names.
std::set<std::string> shard_names(const config_object& config);

/// Opens all files of an index.
///
/// Errors: format_error if the index names no files, or names a tensor that the files do not contain.
weight_source open_shards(const std::filesystem::path& index);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/shards.ipp>
#endif
