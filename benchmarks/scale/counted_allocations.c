// SPDX-License-Identifier: MIT
//
// Loaded before the C library's allocator (LD_PRELOAD), this counts the bytes that a process has allocated and not yet
// freed, and reports their peak. For memory.py; Linux with glibc.
#define _GNU_SOURCE
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* block, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void* block);

static atomic_long live, most;

static void* counted(void* block) {
  if (block == NULL) return NULL;
  const long size = (long)malloc_usable_size(block);
  const long now = atomic_fetch_add(&live, size) + size;
  long before = atomic_load(&most);
  while (now > before && !atomic_compare_exchange_weak(&most, &before, now)) {
  }
  return block;
}

static long size_of(void* block) { return block == NULL ? 0 : (long)malloc_usable_size(block); }

void* malloc(size_t size) { return counted(__libc_malloc(size)); }
void* calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }
void* memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** block, size_t alignment, size_t size) {
  void* const found = memalign(alignment, size);
  if (found == NULL) return 12;  // ENOMEM
  *block = found;
  return 0;
}
void* realloc(void* block, size_t size) {
  const long before = size_of(block);
  void* const moved = __libc_realloc(block, size);
  if (moved != NULL || size == 0) atomic_fetch_sub(&live, before);
  return counted(moved);
}
void free(void* block) {
  atomic_fetch_sub(&live, size_of(block));
  __libc_free(block);
}

__attribute__((destructor)) static void say(void) {
  fprintf(stderr, "counted_allocations %ld\n", atomic_load(&most));
}
