// SPDX-License-Identifier: MIT
//
// How libjpeg's and libpng's way out of an error, longjmp, is kept away from C++ objects.
#pragma once

#include <csetjmp>

namespace sdkt::detail {

/// Runs a step that calls a C library and says whether it came to its end.
///
/// The library's error handler leaves the step by longjmp to `escape`. That skips the destructors of whatever
/// lives inside of the step, so a step declares nothing that has one: buffers are made outside and reached by
/// reference. Nothing here lives across the jump, hence nothing can be clobbered.
template <class Step>
bool runs_to_its_end(std::jmp_buf& escape, Step& step) {
  if (setjmp(escape) != 0) return false;
  step();
  return true;
}

}  // namespace sdkt::detail
