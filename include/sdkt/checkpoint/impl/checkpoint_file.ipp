// SPDX-License-Identifier: MIT
//
// Definitions of checkpoint_file.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/safetensors_types.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt::checkpoints {

SDKT_INLINE std::filesystem::path state_file(const std::filesystem::path& folder) {
  return folder / "state.safetensors";
}

}  // namespace sdkt::checkpoints

namespace sdkt::detail {

inline constexpr std::string_view checkpoint_format = "sdkt checkpoint 2";

SDKT_INLINE std::vector<weights::named_tensor> tensors_of(const checkpoints::checkpoint& state) {
  std::vector<weights::named_tensor> result;
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

SDKT_INLINE std::string content_fingerprint(const checkpoints::checkpoint& state) {
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

SDKT_INLINE checkpoints::checkpoint state_in(const weights::safetensors_file& file) {
  checkpoints::checkpoint state;
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
      throw format_error{file.path().string(), "has an unknown entry, \"" + shown_text(name) + "\"",
                         start_again};
    }
  }
  return state;
}

}  // namespace sdkt::detail

namespace sdkt::checkpoints {

SDKT_INLINE void write_checkpoint(const std::filesystem::path& path, const checkpoint& state,
                                  const run_identity& identity) {
  weights::safetensors_options options{.type = stored_type::own,
                                       .metadata = {{"format", std::string{detail::checkpoint_format}},
                                                    {"content", detail::content_fingerprint(state)}}};
  for (const auto& [name, value] : identity) options.metadata["run/" + name] = value;
  weights::write_safetensors(path, detail::tensors_of(state), options);
}

SDKT_INLINE checkpoint read_checkpoint(const std::filesystem::path& path, const run_identity& identity) {
  const weights::safetensors_file file{path};
  const auto said = [&](const std::string& key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string{} : found->second;
  };
  if (said("format") != detail::checkpoint_format) {
    throw format_error{path.string(),
                       "is not a checkpoint that this version can read: its format is \"" +
                           detail::shown_text(said("format")) + "\"",
                       "continue with the version of sdkt that wrote it, or start again in another folder"};
  }
  for (const auto& [name, value] : identity) {
    const std::string before = said("run/" + name);
    if (before == value) continue;
    throw setting_error{
        path.string(),
        "belongs to another run: " + name + " was " +
            (before.empty() ? "not set" : detail::shown_text(before)) + " and is " +
            detail::shown_text(value),
        "resume with the settings and data of that run, or start a new run in another folder"};
  }
  checkpoint state = detail::state_in(file);
  if (detail::content_fingerprint(state) != said("content")) {
    throw format_error{path.string(), "is damaged: its content is not what was written",
                       "check the disk, and start again in another folder"};
  }
  return state;
}

}  // namespace sdkt::checkpoints

namespace sdkt {

SDKT_INLINE void drop_weights(const std::filesystem::path& path) {
  checkpoints::checkpoint state = checkpoints::read_checkpoint(path, {});
  std::erase_if(state.tensors, [](const auto& entry) { return !entry.first.starts_with("record/"); });
  std::erase_if(state.numbers, [](const auto& entry) {
    return !entry.first.starts_with("record/") && !entry.first.starts_with("position/");
  });
  checkpoints::run_identity written;
  const weights::safetensors_file file{path};
  for (const auto& [name, value] : file.metadata()) {
    if (name.starts_with("run/")) written.emplace_back(name.substr(4), value);
  }
  checkpoints::write_checkpoint(path, state, written);
}

}  // namespace sdkt
