// SPDX-License-Identifier: MIT
//
// Named settings in the order in which they were resolved: what config.json is written from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sdkt {

/// The value of one setting; null where there is none (std::monostate).
using setting_value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// Settings by name, in order. Setting a name again replaces its value in place.
class setting_list {
 public:
  void set(std::string_view name, setting_value value) {
    for (auto& [known, current] : values_) {
      if (known == name) {
        current = std::move(value);
        return;
      }
    }
    values_.emplace_back(name, std::move(value));
  }

  const setting_value* find(std::string_view name) const {
    for (const auto& [known, value] : values_) {
      if (known == name) return &value;
    }
    return nullptr;
  }

  auto begin() const noexcept { return values_.begin(); }
  auto end() const noexcept { return values_.end(); }

 private:
  std::vector<std::pair<std::string, setting_value>> values_;
};

/// Adds the settings of a policy that describes itself with `void describe(sdkt::setting_list&) const`.
///
/// Describing is optional: a user's policy without it is listed without settings.
template <class Policy>
void describe_policy(const Policy& policy, setting_list& settings) {
  if constexpr (requires { policy.describe(settings); }) policy.describe(settings);
}

/// Refuses settings of a policy that are out of range: its `void check() const`, which throws setting_error.
///
/// Optional, as describing is. A run checks every policy before it measures anything.
template <class Policy>
void check_policy(const Policy& policy) {
  if constexpr (requires { policy.check(); }) policy.check();
}

/// The name of a policy: its name, a text or a function that returns one, else "user".
template <class Policy>
std::string policy_name(const Policy& policy) {
  if constexpr (requires { std::string{policy.name()}; }) {
    return std::string{policy.name()};
  } else if constexpr (requires { std::string{policy.name}; }) {
    return std::string{policy.name};
  } else {
    return "user";
  }
}

}  // namespace sdkt
