// SPDX-License-Identifier: MIT
//
// Definitions of checkpoint_keeper.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/background_task.hpp>
#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/checkpoint/checkpoint_keeper.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/options/checkpoint_options.hpp>

namespace sdkt::checkpoints {

SDKT_INLINE checkpoint_keeper::checkpoint_keeper(checkpoint_options options, run_identity identity,
                                                 bool writes)
    : options_{std::move(options)}, identity_{std::move(identity)}, writes_{writes} {}

SDKT_INLINE checkpoint_keeper::~checkpoint_keeper() {
  std::error_code ignored;
  writing_.join();
  lock_.reset();
  // A folder with a checkpoint is not empty, so remove() leaves it alone.
  for (const auto& folder : made_) std::filesystem::remove(folder, ignored);
}

SDKT_INLINE std::filesystem::path checkpoint_keeper::file() const { return state_file(options_.folder); }

SDKT_INLINE std::optional<checkpoint> checkpoint_keeper::open() {
  if (!is_on()) return std::nullopt;
  if (writes_) {
    make_folder();
    lock_.emplace(options_.folder / "lock");
    detail::remove_unfinished(options_.folder);
  }
  last_ = clock::now();
  std::error_code problem;
  if (!std::filesystem::exists(file(), problem)) return std::nullopt;
  if (options_.resume) return read_checkpoint(file(), identity_);
  throw setting_error{options_.folder.string(), "already contains the checkpoint of a run",
                      "continue it with resume, or choose another folder"};
}

SDKT_INLINE bool checkpoint_keeper::is_due() {
  if (!is_on() || !writes_ || writing_.is_running()) return false;
  writing_.wait();
  return std::chrono::duration<double>(clock::now() - last_).count() >= options_.seconds;
}

SDKT_INLINE void checkpoint_keeper::keep(const archive& state) {
  if (!is_on() || !writes_) return;
  writing_.wait();
  take(state);
  last_ = clock::now();
  writing_.start([this] { write_checkpoint(file(), copy_, identity_); });
}

SDKT_INLINE void checkpoint_keeper::take(const archive& state) {
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

SDKT_INLINE void checkpoint_keeper::make_folder() {
  std::error_code problem;
  for (std::filesystem::path folder = options_.folder;
       !folder.empty() && !std::filesystem::exists(folder, problem); folder = folder.parent_path()) {
    made_.push_back(folder);
  }
  detail::create_folder(options_.folder);
}

}  // namespace sdkt::checkpoints
