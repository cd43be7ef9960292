// SPDX-License-Identifier: MIT
//
// Opaque classes of Gloo: see context.h.
#pragma once

namespace gloo::transport {

class Device;

class UnboundBuffer {
 public:
  virtual ~UnboundBuffer();
};

}  // namespace gloo::transport
