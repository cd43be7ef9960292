// SPDX-License-Identifier: MIT
//
// How this process takes memory from the system: in large pages, and once.
#pragma once

#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace sdkt {

/// Lets this process keep the memory that it frees, and asks for pages of 2 MB.
///
/// A step allocates gigabytes and frees them again. The C library gives what is larger than some megabytes
/// back to the system at once, and the next step pays for it page by page: measured on a ViT-B/16 step, 5 to
/// 10 % of the processor's time. It is a setting of the whole process, so a library does not decide on it:
/// call it first in main(), before the first tensor. LibTorch reads THP_MEM_ALLOC_ENABLE then; a value that
/// is set already is left. Cost: what the process has needed once, it holds to its end. Does nothing where
/// the C library is not glibc.
inline void keep_freed_memory() noexcept {
#if defined(__GLIBC__)
  setenv("THP_MEM_ALLOC_ENABLE", "1", /*overwrite=*/0);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

}  // namespace sdkt
