// SPDX-License-Identifier: MIT
//
// The state of an extension by name, so that a run can be stored and continued.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>

namespace sdkt {

namespace detail {

/// What to do about a checkpoint from which no run can continue.
inline constexpr std::string_view start_again = "start again in another folder";

/// The error for a checkpoint whose content cannot be restored.
inline format_error broken_checkpoint(std::string_view what) { return {"checkpoint", what, start_again}; }

/// Whether a number is whole and at most 2^53 in magnitude, so that a double holds it exactly.
inline bool is_whole(double number) noexcept {
  constexpr double largest = 9007199254740992.0;  // 2^53
  return number >= -largest && number <= largest && std::trunc(number) == number;
}

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

  void operator()(const std::string& name, at::Tensor& value) { exchange(tensors_, name, value); }
  void operator()(const std::string& name, double& value) { exchange(numbers_, name, value); }
  /// A whole number.
  ///
  /// Errors: format_error if the number is not whole or its magnitude exceeds 2^53.
  void operator()(const std::string& name, std::int64_t& value) {
    auto number = static_cast<double>(value);
    exchange(numbers_, name, number);
    if (!detail::is_whole(number)) {
      throw detail::broken_checkpoint("the count " + name + " is not a whole number up to 2^53");
    }
    value = static_cast<std::int64_t>(number);
  }

  /// A member that is neither a tensor nor a number, but has persist(archive&) itself. Its names get the
  /// prefix NAME/.
  template <class Part>
  void part(const std::string& name, Part& value) {
    const std::string prefix = name + "/";
    archive inner{restores_};
    if (restores_) {
      inner.tensors_ = below(tensors_, prefix);
      inner.numbers_ = below(numbers_, prefix);
    }
    value.persist(inner);
    if (restores_) return;
    for (const auto& [key, tensor] : inner.tensors_) tensors_[prefix + key] = tensor;
    for (const auto& [key, number] : inner.numbers_) numbers_[prefix + key] = number;
  }

  bool restores() const noexcept { return restores_; }
  const std::map<std::string, at::Tensor>& tensors() const noexcept { return tensors_; }
  const std::map<std::string, double>& numbers() const noexcept { return numbers_; }

 private:
  explicit archive(bool restores) : restores_{restores} {}

  template <class Value>
  void exchange(std::map<std::string, Value>& values, const std::string& name, Value& value) {
    if (restores_) {
      if (const auto found = values.find(name); found != values.end()) value = found->second;
    } else {
      values[name] = value;
    }
  }

  template <class Value>
  static std::map<std::string, Value> below(const std::map<std::string, Value>& values,
                                            const std::string& prefix) {
    std::map<std::string, Value> result;
    for (auto entry = values.lower_bound(prefix); entry != values.end(); ++entry) {
      if (!entry->first.starts_with(prefix)) break;
      result.emplace(entry->first.substr(prefix.size()), entry->second);
    }
    return result;
  }

  bool restores_;
  std::map<std::string, at::Tensor> tensors_;
  std::map<std::string, double> numbers_;
};

}  // namespace sdkt
