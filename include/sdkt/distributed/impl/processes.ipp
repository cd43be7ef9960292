// SPDX-License-Identifier: MIT
//
// Definitions of processes.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/processes.hpp>

namespace sdkt::distributed {

SDKT_INLINE at::Tensor processes::gather_rows(const at::Tensor& own,
                                              const std::vector<std::int64_t>& rows_of) const {
  if (!are_several()) return own;
  const std::int64_t most = *std::max_element(rows_of.begin(), rows_of.end());
  std::vector<std::int64_t> shape{own.sizes().vec()};
  const std::int64_t here = shape[0];
  shape[0] = most;
  at::Tensor padded = at::zeros(shape, own.options());
  padded.narrow(0, 0, here).copy_(own);
  const at::Tensor all = group_->all_gather(padded);
  std::vector<at::Tensor> rows;
  for (std::size_t process = 0; process < rows_of.size(); ++process)
    rows.push_back(all.select(0, static_cast<std::int64_t>(process)).narrow(0, 0, rows_of[process]));
  return at::cat(rows);
}

SDKT_INLINE std::vector<std::int64_t> processes::gather(std::int64_t own) const {
  if (!are_several()) return {own};
  const at::Tensor all = group_->all_gather(at::full({1}, own, at::kLong)).contiguous();
  const auto* const numbers = all.const_data_ptr<std::int64_t>();
  return {numbers, numbers + size()};
}

SDKT_INLINE bool processes::any(bool own) const {
  if (!are_several()) return own;
  const std::vector<std::int64_t> answers = gather(static_cast<std::int64_t>(own));
  return std::find(answers.begin(), answers.end(), 1) != answers.end();
}

SDKT_INLINE std::vector<std::string> processes::gather(const std::string& own) const {
  constexpr std::size_t longest = 1000;
  at::Tensor line = at::zeros({static_cast<std::int64_t>(longest)}, at::kByte);
  std::memcpy(line.mutable_data_ptr<std::uint8_t>(), own.data(), std::min(longest, own.size()));
  const at::Tensor all = are_several() ? group_->all_gather(line).contiguous() : line;
  std::vector<std::string> lines;
  for (int process = 0; process < size(); ++process) {
    const auto* const first = reinterpret_cast<const char*>(all.const_data_ptr<std::uint8_t>()) +
                              static_cast<std::size_t>(process) * longest;
    lines.emplace_back(first, strnlen(first, longest));
  }
  return lines;
}

}  // namespace sdkt::distributed
