// SPDX-License-Identifier: MIT
//
// LibTorch's packages lack the headers of Gloo that its ProcessGroupGloo.hpp includes. These declarations are enough
// to compile that header; sdkt uses no object of Gloo itself.
#pragma once

#include <chrono>

namespace gloo {

class Context {
 public:
  void setTimeout(std::chrono::milliseconds timeout);
};

}  // namespace gloo
