// SPDX-License-Identifier: MIT
//
// The state of an extension by name, so that a run can be stored and continued.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>

namespace sdkt {

namespace detail {

/// What to do about a checkpoint from which no run can continue.
inline constexpr std::string_view start_again = "start again in another folder";

/// The error for a checkpoint whose content cannot be restored.
format_error broken_checkpoint(std::string_view what);

/// Whether a number is whole and at most 2^53 in magnitude, so that a double holds it exactly.
bool is_whole(double number) noexcept;

}  // namespace detail

/// The named tensors and numbers that an extension keeps from one step to the next.
///
/// One function persist(archive&) serves both directions: it names every member, and the archive stores or
/// restores that member. A name that is missing on restoring leaves its member unchanged.
class archive {
 public:
  [[nodiscard]] static archive storing() { return archive{false}; }
  [[nodiscard]] static archive restoring(std::map<std::string, at::Tensor> tensors,
                                         std::map<std::string, double> numbers) {
    archive result{true};
    result.tensors_ = std::move(tensors);
    result.numbers_ = std::move(numbers);
    return result;
  }

  void operator()(const std::string& name, at::Tensor& value);
  void operator()(const std::string& name, double& value);
  /// A whole number.
  ///
  /// Errors: format_error if the number is not whole or its magnitude exceeds 2^53.
  void operator()(const std::string& name, std::int64_t& value);

  /// A member that is neither a tensor nor a number, but has persist(archive&) itself. Its names get the
  /// prefix NAME/.
  template <class Part>
  void part(const std::string& name, Part& value) {
    archive inner = begin_part(name);
    value.persist(inner);
    if (!restores_) end_part(name, inner);
  }

  bool restores() const noexcept { return restores_; }
  const std::map<std::string, at::Tensor>& tensors() const noexcept { return tensors_; }
  const std::map<std::string, double>& numbers() const noexcept { return numbers_; }

 private:
  explicit archive(bool restores) : restores_{restores} {}

  archive begin_part(const std::string& name) const;
  void end_part(const std::string& name, const archive& inner);

  bool restores_;
  std::map<std::string, at::Tensor> tensors_;
  std::map<std::string, double> numbers_;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/concepts/impl/archive.ipp>
#endif
