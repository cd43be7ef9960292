// SPDX-License-Identifier: MIT
//
// How this process takes memory from the system: in large pages, once, and in blocks that fit again.
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

/// The memory of tensors, from malloc().
///
/// LibTorch's own comes from posix_memalign(), aligned to 2 MB where pages of 2 MB are asked for. A block
/// that was freed there does not do for another tensor of the same size, for glibc looks for the size and the
/// alignment together and then cuts off what is over; after some steps the heap is a third larger than what
/// is in use. Here blocks of one size are equal and take each other's places. Errors: std::bad_alloc.
class tensor_memory final : public c10::Allocator {
 public:
  /// A block that begins at a multiple of 64 bytes, as AVX-512 loads it best and the kernels expect it.
  c10::DataPtr allocate(std::size_t bytes) override {
    if (bytes == 0) return {nullptr, nullptr, &release, c10::Device{c10::DeviceType::CPU}};
    if (bytes > std::numeric_limits<std::size_t>::max() / 2) throw std::bad_alloc{};
    void* const block = std::malloc(bytes + alignment);
    if (block == nullptr) throw std::bad_alloc{};
    // malloc() aligns to 16, so at least 16 bytes are before the tensor, where the way back to the block is
    // kept.
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

  /// A wish: a system without such pages goes on with small ones.
  static void ask_for_large_pages(std::byte* data, std::size_t bytes) {
    static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t before = reinterpret_cast<std::uintptr_t>(data) % page;
    madvise(data - before, bytes + before, MADV_HUGEPAGE);
  }
};

}  // namespace detail
#endif

/// Lets this process keep the memory that it frees, and asks for pages of 2 MB.
///
/// A step allocates gigabytes and frees them again. The C library gives what is larger than some megabytes
/// back to the system at once, and the next step pays for it page by page: measured on a ViT-B/16 step, 5 to
/// 10 % of the processor's time. Tensors come from `detail::tensor_memory` from then on, so that what is kept
/// is little more than the most that was in use. It is a setting of the whole process, so a library does not
/// decide on it: call it first in main(), before the first tensor. Cost: what the process has needed once, it
/// holds to its end; where memory is short a tensor is refused with std::bad_alloc. Does nothing where the C
/// library is not glibc.
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
