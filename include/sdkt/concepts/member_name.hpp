// SPDX-License-Identifier: MIT
//
// Whether a class has a member of a given name, whatever its parameters, overloads or templates.
//
// A probe inherits from the class in question and from a struct that has a member of that name. If the class
// has one too, the name is ambiguous in the probe. In this way a hook with wrong parameters is found and
// rejected instead of skipped.
#pragma once

#include <type_traits>

namespace sdkt::detail {

/// Classes from which the probe can inherit.
template <class T>
concept Probeable = std::is_class_v<T> && !std::is_final_v<T>;

template <class T, class Named>
struct name_probe : T, Named {};

/// T has a member of the name that Named describes:
///
///     struct named_penalty {
///       int penalty;
///       template <class Probe>
///       static constexpr bool is_unique = requires { &Probe::penalty; };
///     };
template <class T, class Named>
concept names = Probeable<T> && !Named::template is_unique<name_probe<T, Named>>;

}  // namespace sdkt::detail
