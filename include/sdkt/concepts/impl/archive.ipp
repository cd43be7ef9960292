// SPDX-License-Identifier: MIT
//
// Definitions of archive.hpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/archive.hpp>

namespace sdkt::detail {

SDKT_INLINE format_error broken_checkpoint(std::string_view what) {
  return {"checkpoint", what, start_again};
}

SDKT_INLINE bool is_whole(double number) noexcept {
  constexpr double largest = 9007199254740992.0;  // 2^53
  return number >= -largest && number <= largest && std::trunc(number) == number;
}

template <class Value>
void exchange(bool restores, std::map<std::string, Value>& values, const std::string& name, Value& value) {
  if (restores) {
    if (const auto found = values.find(name); found != values.end()) value = found->second;
  } else {
    values[name] = value;
  }
}

template <class Value>
std::map<std::string, Value> values_below(const std::map<std::string, Value>& values,
                                          const std::string& prefix) {
  std::map<std::string, Value> result;
  for (auto entry = values.lower_bound(prefix); entry != values.end(); ++entry) {
    if (!entry->first.starts_with(prefix)) break;
    result.emplace(entry->first.substr(prefix.size()), entry->second);
  }
  return result;
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE void archive::operator()(const std::string& name, at::Tensor& value) {
  detail::exchange(restores_, tensors_, name, value);
}

SDKT_INLINE void archive::operator()(const std::string& name, double& value) {
  detail::exchange(restores_, numbers_, name, value);
}

SDKT_INLINE void archive::operator()(const std::string& name, std::int64_t& value) {
  auto number = static_cast<double>(value);
  (*this)(name, number);
  if (!detail::is_whole(number))
    throw detail::broken_checkpoint("the count " + name + " is not a whole number up to 2^53");
  value = static_cast<std::int64_t>(number);
}

SDKT_INLINE archive archive::begin_part(const std::string& name) const {
  archive inner{restores_};
  if (!restores_) return inner;
  inner.tensors_ = detail::values_below(tensors_, name + "/");
  inner.numbers_ = detail::values_below(numbers_, name + "/");
  return inner;
}

SDKT_INLINE void archive::end_part(const std::string& name, const archive& inner) {
  for (const auto& [key, tensor] : inner.tensors_) tensors_[name + "/" + key] = tensor;
  for (const auto& [key, number] : inner.numbers_) numbers_[name + "/" + key] = number;
}

}  // namespace sdkt
