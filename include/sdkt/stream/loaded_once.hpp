// SPDX-License-Identifier: MIT
//
// A value that is made when it is first asked for.
#pragma once

#include <exception>
#include <functional>
#include <mutex>
#include <utility>

namespace sdkt::detail {

/// Made once, by whichever thread comes first; an error is thrown again at every access.
///
/// Safe to use from several threads. What the maker holds is released when it has run.
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
    // No exception leaves call_once: libstdc++ is known to hang on a flag that one has left.
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
