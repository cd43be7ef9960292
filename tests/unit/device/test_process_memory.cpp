// SPDX-License-Identifier: MIT
//
// Where tensors lie once a program keeps the memory that it frees.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <vector>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <c10/core/Allocator.h>
#include <catch2/catch_test_macros.hpp>

#include <sdkt/device/process_memory.hpp>

#if defined(__GLIBC__)
namespace {

std::uintptr_t place(const c10::DataPtr& block) { return reinterpret_cast<std::uintptr_t>(block.get()); }

TEST_CASE("a tensor of any size begins at a multiple of 64 bytes and is all its own") {
  sdkt::detail::tensor_memory memory;
  std::vector<c10::DataPtr> blocks;
  std::vector<std::size_t> sizes;
  for (std::size_t bytes = 1; bytes < (std::size_t{16} << 20); bytes += 1 + bytes / 2) {
    sizes.push_back(bytes);
    blocks.push_back(memory.allocate(bytes));
    CAPTURE(bytes);
    REQUIRE(place(blocks.back()) % 64 == 0);
    CHECK(blocks.back().device().is_cpu());
    std::memset(blocks.back().get(), static_cast<int>(blocks.size()), bytes);
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto* const bytes = static_cast<const unsigned char*>(blocks[i].get());
    CAPTURE(sizes[i]);
    CHECK(bytes[0] == i + 1);
    CHECK(bytes[sizes[i] / 2] == i + 1);
    CHECK(bytes[sizes[i] - 1] == i + 1);
  }
}

/// Takes blocks until the heap has to grow: then it has no hole left in which such a block fits, and what
/// other tests have freed takes no part.
std::vector<c10::DataPtr> fill_holes(sdkt::detail::tensor_memory& memory, std::size_t bytes) {
  std::vector<c10::DataPtr> fillers;
#ifdef __GLIBC__
  const std::size_t before = mallinfo2().arena;
  while (mallinfo2().arena == before && fillers.size() < 20'000) fillers.push_back(memory.allocate(bytes));
#endif
  return fillers;
}

TEST_CASE("a freed block does for the next tensor of its size, between others that stay") {
  sdkt::detail::tensor_memory memory;
  // Below the size from which glibc maps a block on its own, whatever the rest of this program has set.
  for (const std::size_t bytes : {std::size_t{70'000}, std::size_t{100'000}, std::size_t{120'000}}) {
    const std::vector<c10::DataPtr> fillers = fill_holes(memory, bytes);
    std::array<c10::DataPtr, 9> blocks;
    for (c10::DataPtr& block : blocks) block = memory.allocate(bytes);
    for (const std::size_t freed : {std::size_t{1}, std::size_t{4}, std::size_t{7}}) {
      const std::uintptr_t before = place(blocks[freed]);
      blocks[freed].clear();
      blocks[freed] = memory.allocate(bytes);
      CAPTURE(bytes, freed);
      CHECK(place(blocks[freed]) == before);
    }
  }
}

TEST_CASE("nothing is at no address, and what cannot be had is refused") {
  sdkt::detail::tensor_memory memory;
  CHECK(memory.allocate(0).get() == nullptr);
  CHECK_THROWS_AS(memory.allocate(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
  CHECK_THROWS_AS(memory.allocate(std::numeric_limits<std::size_t>::max() / 2), std::bad_alloc);
}

TEST_CASE("memory is taken and given back without a deleter of its own, and copied") {
  sdkt::detail::tensor_memory memory;
  void* const raw = memory.raw_allocate(1000);
  REQUIRE(raw != nullptr);
  std::memset(raw, 7, 1000);
  const c10::DataPtr copy = memory.clone(raw, 1000);
  memory.raw_deallocate(raw);
  CHECK(static_cast<const unsigned char*>(copy.get())[999] == 7);
}

}  // namespace
#endif
