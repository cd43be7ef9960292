// SPDX-License-Identifier: MIT
//
// Keeps longjmp, with which libjpeg and libpng leave on an error, away from C++ objects.
#pragma once

#include <csetjmp>

namespace sdkt::detail {

/// Runs a step that calls a C library. Returns whether the step ran to its end.
///
/// The library's error handler leaves the step by longjmp to `escape`, which skips the destructors of objects
/// in the step. A step must therefore declare no object with a destructor: buffers are created outside and
/// captured by reference. No variable of this function lives across the jump, so none can be clobbered.
template <class Step>
bool runs_to_its_end(std::jmp_buf& escape, Step& step) {
  if (setjmp(escape) != 0) return false;
  step();
  return true;
}

}  // namespace sdkt::detail
