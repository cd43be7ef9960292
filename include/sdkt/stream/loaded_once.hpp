// SPDX-License-Identifier: MIT
//
// A value that is made on first access.
#pragma once

#include <exception>
#include <functional>
#include <mutex>
#include <utility>

namespace sdkt::detail {

/// A value that the first thread to access it makes, once. An error of making it is thrown again at every
/// access.
///
/// Safe to use from several threads. The function that makes the value is destroyed after its call.
template <class T>
class loaded_once {
 public:
  explicit loaded_once(T value) : value_{std::move(value)} {
    std::call_once(made_, [] {});
  }
  explicit loaded_once(std::function<T()> make) : make_{std::move(make)} {}
  loaded_once(const loaded_once&) = delete;
  loaded_once& operator=(const loaded_once&) = delete;
  ~loaded_once() = default;

  T& get() {
    // No exception may leave call_once: libstdc++ is known to hang on the flag afterwards.
    std::call_once(made_, [this] {
      try {
        value_ = make_();
      } catch (...) {
        error_ = std::current_exception();
      }
      make_ = nullptr;
    });
    if (error_) std::rethrow_exception(error_);
    return value_;
  }

 private:
  std::once_flag made_;
  std::function<T()> make_;
  T value_{};
  std::exception_ptr error_;
};

}  // namespace sdkt::detail
