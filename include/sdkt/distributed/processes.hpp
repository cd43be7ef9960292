// SPDX-License-Identifier: MIT
//
// The processes of one run: how many, which one this is, and what they agree on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/communicator.hpp>

namespace sdkt::distributed {

/// The processes of a run. By default this one alone.
class processes {
 public:
  processes() = default;

  /// num_strands: trainer_options::max_processes. Without a communicator this process is alone.
  processes(std::shared_ptr<communicator> group, std::int64_t num_strands)
      : group_{std::move(group)}, num_strands_{num_strands} {}

  int rank() const noexcept { return group_ == nullptr ? 0 : group_->rank(); }
  int size() const noexcept { return group_ == nullptr ? 1 : group_->size(); }
  bool are_several() const noexcept { return size() > 1; }
  bool is_first() const noexcept { return rank() == 0; }

  /// The number of strands into which a batch is cut. 1: gradients are summed up as by a single process.
  std::int64_t num_strands() const noexcept { return num_strands_; }
  bool has_strands() const noexcept { return num_strands_ > 1; }

  /// The strands of this process.
  std::int64_t first_strand() const noexcept { return rank() * strands_here(); }
  std::int64_t strands_here() const noexcept { return num_strands_ / size(); }

  communicator& group() const { return *group_; }

  /// The rows of all processes, in the order of their ranks.
  ///
  /// Shapes: own [n, ...], with n of this process; rows_of: n of every process -> [sum of n, ...].
  [[nodiscard]] at::Tensor gather_rows(const at::Tensor& own, const std::vector<std::int64_t>& rows_of) const;

  /// A number of every process.
  [[nodiscard]] std::vector<std::int64_t> gather(std::int64_t own) const;

  /// Whether any process answers true.
  [[nodiscard]] bool any(bool own) const;

  /// Returns when all processes have called it.
  void wait_for_all() const { static_cast<void>(gather(0)); }

  /// A line of text of every process; of at most 1,000 bytes.
  [[nodiscard]] std::vector<std::string> gather(const std::string& own) const;

 private:
  std::shared_ptr<communicator> group_;
  std::int64_t num_strands_ = 1;
};

}  // namespace sdkt::distributed

#if SDKT_HAS_DEFINITIONS
#include <sdkt/distributed/impl/processes.ipp>
#endif
