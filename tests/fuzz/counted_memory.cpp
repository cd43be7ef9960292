// SPDX-License-Identifier: MIT
//
// Replaces malloc and its kin by glibc's own with a count: operator new, LibTorch, libjpeg, libpng and zlib
// all come through here.
#include "counted_memory.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SDKT_FUZZ_COUNTS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SDKT_FUZZ_COUNTS 0
#endif
#endif
#if !defined(SDKT_FUZZ_COUNTS) && defined(__GLIBC__)
#define SDKT_FUZZ_COUNTS 1
#endif

namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> peak{0};

}  // namespace

namespace sdkt_fuzz {

bool counts_memory() { return SDKT_FUZZ_COUNTS + 0 == 1; }
std::size_t memory_held() { return held; }
std::size_t memory_peak() { return peak; }
void forget_peak() { peak = held.load(); }

}  // namespace sdkt_fuzz

#if SDKT_FUZZ_COUNTS + 0 == 1

#include <malloc.h>

extern "C" {
void* __libc_malloc(std::size_t size);                           // NOLINT
void* __libc_calloc(std::size_t count, std::size_t size);        // NOLINT
void* __libc_realloc(void* block, std::size_t size);             // NOLINT
void* __libc_memalign(std::size_t alignment, std::size_t size);  // NOLINT
void __libc_free(void* block);                                   // NOLINT
}

namespace {

void* taken(void* block) {
  if (block == nullptr) return block;
  const std::size_t now = held += malloc_usable_size(block);
  std::size_t most = peak;
  while (now > most && !peak.compare_exchange_weak(most, now)) {
  }
  return block;
}

void given_back(void* block) {
  if (block != nullptr) held -= malloc_usable_size(block);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) { return taken(__libc_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) { return taken(__libc_calloc(count, size)); }
void* memalign(std::size_t alignment, std::size_t size) { return taken(__libc_memalign(alignment, size)); }
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

void* realloc(void* block, std::size_t size) {
  // Both blocks may be there while the bytes move, so the new one is counted before the old one is given
  // back.
  const std::size_t before = block == nullptr ? 0 : malloc_usable_size(block);
  void* const moved = __libc_realloc(block, size);
  if (moved != nullptr) taken(moved);
  if (moved != nullptr || size == 0) held -= before;
  return moved;
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  void* const made = memalign(alignment, size);
  if (made == nullptr) return ENOMEM;
  *block = made;
  return 0;
}

void free(void* block) {
  given_back(block);
  __libc_free(block);
}

}  // extern "C"

#endif
