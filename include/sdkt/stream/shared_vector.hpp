// SPDX-License-Identifier: MIT
//
// A list that all its copies share.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace sdkt::detail {

/// A vector that never changes. A copy costs one reference count. There is no move, because a moved-from
/// handle would have no list.
template <class T>
class shared_vector {
 public:
  explicit shared_vector(std::vector<T> values)
      : values_{std::make_shared<const std::vector<T>>(std::move(values))} {}
  shared_vector(const shared_vector&) = default;
  shared_vector& operator=(const shared_vector&) = default;
  ~shared_vector() = default;

  const std::vector<T>& operator*() const noexcept { return *values_; }
  const std::vector<T>* operator->() const noexcept { return values_.get(); }

 private:
  std::shared_ptr<const std::vector<T>> values_;
};

}  // namespace sdkt::detail
