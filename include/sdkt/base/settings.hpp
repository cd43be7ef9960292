// SPDX-License-Identifier: MIT
//
// Named settings in the order in which they were resolved. config.json is written from them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// The value of one setting; null (std::monostate) if there is none.
using setting_value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// Settings by name, in the order in which they were set. Setting a name again replaces its value in place.
class setting_list {
 public:
  void set(std::string_view name, setting_value value);

  [[nodiscard]] const setting_value* find(std::string_view name) const;

  auto begin() const noexcept { return values_.begin(); }
  auto end() const noexcept { return values_.end(); }

 private:
  std::vector<std::pair<std::string, setting_value>> values_;
};

}  // namespace sdkt

namespace sdkt::detail {

/// Adds a policy's settings by calling its `void describe(sdkt::setting_list&) const`.
///
/// The member is optional: a policy without it is listed without settings.
template <class Policy>
void describe_policy(const Policy& policy, setting_list& settings) {
  if constexpr (requires { policy.describe(settings); }) policy.describe(settings);
}

/// Rejects a policy's settings that are out of range by calling its `void check() const`.
///
/// The member is optional. A run checks every policy before it measures anything.
/// Errors: setting_error, thrown by the policy.
template <class Policy>
void check_policy(const Policy& policy) {
  if constexpr (requires { policy.check(); }) policy.check();
}

/// The name of a policy: its member `name`, a string or a function that returns a string; otherwise "user".
template <class Policy>
[[nodiscard]] std::string policy_name(const Policy& policy) {
  if constexpr (requires { std::string{policy.name()}; }) {
    return std::string{policy.name()};
  } else if constexpr (requires { std::string{policy.name}; }) {
    return std::string{policy.name};
  } else {
    return "user";
  }
}

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/settings.ipp>
#endif
