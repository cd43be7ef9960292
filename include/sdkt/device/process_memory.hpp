// SPDX-License-Identifier: MIT
//
// How this process gets memory from the system: in large pages, only once, and in blocks that can be reused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#endif

namespace sdkt {

#if defined(__GLIBC__)
namespace detail {

/// Allocates the memory of tensors with malloc().
///
/// LibTorch's own allocator calls posix_memalign(), aligned to 2 MB if 2 MB pages are requested. A freed
/// block cannot be reused for a tensor of the same size, because glibc matches size and alignment together
/// and splits off the remainder. After some steps the heap is a third larger than the memory in use. With
/// malloc(), blocks of one size are interchangeable.
///
/// Errors: std::bad_alloc.
class tensor_memory final : public c10::Allocator {
 public:
  /// A block aligned to 64 bytes, which is best for AVX-512 loads and what the kernels expect.
  c10::DataPtr allocate(std::size_t bytes) override {
    if (bytes == 0) return {nullptr, nullptr, &release, c10::Device{c10::DeviceType::CPU}};
    if (bytes > std::numeric_limits<std::size_t>::max() / 2) throw std::bad_alloc{};
    void* const block = std::malloc(bytes + alignment);
    if (block == nullptr) throw std::bad_alloc{};
    // malloc() aligns to 16 bytes, so at least 16 bytes precede the tensor. They hold the block's address.
    const std::size_t over = reinterpret_cast<std::uintptr_t>(block) % alignment;
    std::byte* const data = static_cast<std::byte*>(block) + (alignment - over);
    reinterpret_cast<void**>(data)[-1] = block;
    if (bytes >= large_page) ask_for_large_pages(data, bytes);
    return {data, data, &release, c10::Device{c10::DeviceType::CPU}};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* target, const void* source, std::size_t bytes) const override {
    default_copy_data(target, source, bytes);
  }

 private:
  static constexpr std::size_t alignment = 64, large_page = 2 << 20;

  static void release(void* data) {
    if (data != nullptr) std::free(static_cast<void**>(data)[-1]);
  }

  /// A hint; systems without huge pages ignore it.
  static void ask_for_large_pages(std::byte* data, std::size_t bytes) {
    static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t before = reinterpret_cast<std::uintptr_t>(data) % page;
    madvise(data - before, bytes + before, MADV_HUGEPAGE);
  }
};

}  // namespace detail
#endif

/// Makes this process keep the memory that it frees, and requests 2 MB pages.
///
/// A step allocates gigabytes and frees them again. The C library returns blocks larger than a few megabytes
/// to the system at once, and the next step faults them in again page by page: 5 to 10 % of the CPU time of a
/// ViT-B/16 step, as measured. From this call on, tensors come from detail::tensor_memory, so that the
/// process keeps little more than its peak use.
///
/// This is a setting of the whole process, so a library must not decide on it. Call it first in main(),
/// before the first tensor is made. It does nothing if the C library is not glibc.
///
/// Cost: the process keeps its peak memory until it ends. If memory is short, an allocation throws
/// std::bad_alloc.
inline void keep_freed_memory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
  static detail::tensor_memory memory;
  c10::SetCPUAllocator(&memory, /*priority=*/1);
#endif
}

}  // namespace sdkt
