// SPDX-License-Identifier: MIT
//
// The number of members of an aggregate: with how many values it can be initialised.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace sdkt_test {

/// Converts to any class, never defined.
struct any_object {
  template <class Object>
    requires std::is_class_v<Object>
  operator Object() const;
};

/// Converts to anything but a class. Separate, so that there is one way to make an optional number.
struct any_scalar {
  template <class Scalar>
    requires(!std::is_class_v<Scalar>)
  operator Scalar() const;
};

template <class Aggregate, class... Values>
constexpr std::size_t num_members() {
  if constexpr (requires { Aggregate{std::declval<Values>()..., any_scalar{}}; }) {
    return num_members<Aggregate, Values..., any_scalar>();
  } else if constexpr (requires { Aggregate{std::declval<Values>()..., any_object{}}; }) {
    return num_members<Aggregate, Values..., any_object>();
  } else {
    return sizeof...(Values);
  }
}

}  // namespace sdkt_test
