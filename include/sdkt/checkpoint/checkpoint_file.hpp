// SPDX-License-Identifier: MIT
//
// The file that an interrupted run continues from: safetensors, with what it belongs to in its metadata.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/safetensors_types.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt {

/// What a run is of, by name: a checkpoint continues only the run that it was written by.
using run_identity = std::vector<std::pair<std::string, std::string>>;

/// Where the checkpoint lies in the folder that is kept for it.
inline std::filesystem::path state_file(const std::filesystem::path& folder) {
  return folder / "state.safetensors";
}

/// The state of a run between two steps.
struct checkpoint {
  std::map<std::string, at::Tensor> tensors;  ///< on the CPU; an undefined one says that there is none
  std::map<std::string, double> numbers;
};

namespace detail {

inline constexpr std::string_view checkpoint_format = "sdkt checkpoint 2";

/// Tensors, numbers and names of what is undefined share a file: the first letter tells them apart.
inline std::vector<named_tensor> tensors_of(const checkpoint& state) {
  std::vector<named_tensor> result;
  for (const auto& [name, tensor] : state.tensors) {
    if (tensor.defined()) {
      result.push_back({"tensor/" + name, tensor});
    } else {
      result.push_back({"nothing/" + name, at::empty({0}, at::kByte)});
    }
  }
  for (const auto& [name, number] : state.numbers) {
    result.push_back({"number/" + name, at::full({}, number, at::kDouble)});
  }
  return result;
}

inline std::string content_fingerprint(const checkpoint& state) {
  fingerprint hash;
  for (const auto& [name, tensor] : state.tensors) {
    hash.add(name);
    if (!tensor.defined()) continue;
    const at::IntArrayRef shape = tensor.sizes();
    hash.add(safetensors_dtype(tensor.scalar_type())).add(shape.data(), shape.size() * sizeof(std::int64_t));
    hash.add(tensor.const_data_ptr(), static_cast<std::size_t>(tensor.nbytes()));
  }
  for (const auto& [name, number] : state.numbers) hash.add(name).add(&number, sizeof number);
  return hash.hex();
}

/// What a file holds, whoever wrote it.
///
/// Errors: format_error for an entry that no checkpoint has.
inline checkpoint state_in(const safetensors_file& file) {
  checkpoint state;
  for (const auto& name : file.names()) {
    const auto slash = name.find('/');
    const std::string kind = name.substr(0, slash);
    const std::string rest = slash == std::string::npos ? std::string{} : name.substr(slash + 1);
    if (kind == "tensor") {
      state.tensors[rest] = file.read_as_stored(name);
    } else if (kind == "nothing") {
      state.tensors[rest] = at::Tensor{};
    } else if (kind == "number" && file.dtype(name) == "F64" && file.shape(name).empty()) {
      state.numbers[rest] = file.read_as_stored(name).item<double>();
    } else {
      throw format_error{file.path().string(),
                         "has an entry that no checkpoint has, \"" + shown_text(name) + "\"",
                         "start again in another folder"};
    }
  }
  return state;
}

}  // namespace detail

/// Writes a checkpoint beside its name and renames it: whoever reads finds this one or the one before.
///
/// Errors: file_error if it cannot be written; the one before stays as it was.
/// Cost: one pass over the content for its fingerprint, and one to the disk.
inline void write_checkpoint(const std::filesystem::path& path, const checkpoint& state,
                             const run_identity& identity) {
  safetensors_options options{.type = stored_type::own,
                              .metadata = {{"format", std::string{detail::checkpoint_format}},
                                           {"content", detail::content_fingerprint(state)}}};
  for (const auto& [name, value] : identity) options.metadata["run/" + name] = value;
  write_safetensors(path, detail::tensors_of(state), options);
}

/// Reads a checkpoint of the run that the identity says.
///
/// Errors: file_error; format_error for a file that is cut short, damaged or of another format;
/// setting_error that names the first thing in which the two runs differ.
/// Memory: the file, and 24 times its header.
inline checkpoint read_checkpoint(const std::filesystem::path& path, const run_identity& identity) {
  const safetensors_file file{path};
  const auto said = [&](const std::string& key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string{} : found->second;
  };
  if (said("format") != detail::checkpoint_format) {
    throw format_error{path.string(),
                       "is no checkpoint that this version reads: its format is \"" +
                           detail::shown_text(said("format")) + "\"",
                       "continue with the version of sdkt that wrote it, or start again in another folder"};
  }
  for (const auto& [name, value] : identity) {
    const std::string before = said("run/" + name);
    if (before == value) continue;
    throw setting_error{path.string(),
                        "belongs to another run: " + name + " was " +
                            (before.empty() ? "not set" : detail::shown_text(before)) + " and is " +
                            detail::shown_text(value),
                        "continue with what the run was started with, or start another in another folder"};
  }
  checkpoint state = detail::state_in(file);
  if (detail::content_fingerprint(state) != said("content")) {
    throw format_error{path.string(), "is damaged: its content is not what was written",
                       "check the disk, and start again in another folder"};
  }
  return state;
}

/// Leaves in a complete run's checkpoint what was measured, and drops the weights, which its model has.
///
/// To be called when the model is saved. A run that is continued from it throws run_is_complete.
/// Errors: those of read_checkpoint and write_checkpoint.
inline void drop_weights(const std::filesystem::path& path) {
  checkpoint state = read_checkpoint(path, {});
  std::erase_if(state.tensors, [](const auto& entry) { return !entry.first.starts_with("record/"); });
  std::erase_if(state.numbers, [](const auto& entry) {
    return !entry.first.starts_with("record/") && !entry.first.starts_with("position/");
  });
  run_identity written;
  const safetensors_file file{path};
  for (const auto& [name, value] : file.metadata()) {
    if (name.starts_with("run/")) written.emplace_back(name.substr(4), value);
  }
  write_checkpoint(path, state, written);
}

}  // namespace sdkt
