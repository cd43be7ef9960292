// SPDX-License-Identifier: MIT
//
// Views that a kernel makes are those that the CPU makes, byte for byte. Here the kernel is its twin on the
// CPU.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include "../../support/stored_pictures.hpp"
#include "kernel_check.hpp"
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/cuda/twin.hpp>

namespace {

using sdkt_test::both_views_of;

constexpr int view_side = 40;

/// Pictures of many sizes: of 1 to 8 pixels, wide, high, and of more than four views.
std::vector<sdkt::sample> pictures_of_many_sizes() {
  return sdkt_test::stored_pictures({"420_1x1.jpg", "420_17x1.jpg", "420_1x17.jpg", "420_8x8.jpg",
                                     "420_33x47.jpg", "420_61x200.jpg", "420_100x300.jpg", "420_160x100.jpg",
                                     "420_500x375.jpg", "420_375x500.jpg", "grey.jpg", "palette_1.png"});
}

/// Links the twins as sdkt::cuda links the device's kernels, and counts the batches that they make.
class linked_views {
 public:
  linked_views() {
    static const sdkt::cuda::kernel_set counting = [] {  // of its own address: what is trusted is known by it
      sdkt::cuda::kernel_set kernels = sdkt::cuda::twin::kernels;
      kernels.make_views = [](const sdkt::cuda::view_call& call, sdkt::cuda::stream_handle stream) {
        ++batches();
        sdkt::cuda::twin::kernels.make_views(call, stream);
      };
      return kernels;
    }();
    sdkt::cuda::linked_kernels = &counting;
    batches() = 0;
  }
  linked_views(const linked_views&) = delete;
  linked_views& operator=(const linked_views&) = delete;
  ~linked_views() { sdkt::cuda::linked_kernels = nullptr; }

  static int& batches() {
    static int made = 0;
    return made;
  }
};

TEST_CASE("batches of views by the kernel are those by the CPU, byte for byte", "[kernels]") {
  const std::vector<sdkt::sample> samples = pictures_of_many_sizes();
  const auto of_batch = [&](std::int64_t batch) { return both_views_of(samples, batch); };
  std::vector<at::Tensor> expected;
  for (std::int64_t batch = 0; batch < 3; ++batch)
    expected.push_back(sdkt::batch::load_images(of_batch(batch), view_side));

  const linked_views linked;
  for (const std::int64_t bytes : {0, 50'000, 10'000'000}) {
    const auto kept = std::make_shared<sdkt::image_store>(bytes);
    sdkt::batch::device_batches batches{of_batch,
                                        3,
                                        view_side,
                                        sdkt::device::upload{at::kCPU},
                                        {.threads = 3, .max_images = 48, .kept = kept}};
    for (const at::Tensor& pixels : expected) CHECK(at::equal(batches.next(), pixels));
    CHECK(kept->bytes() <= bytes);
  }
  CHECK(linked.batches() == 9);
}

TEST_CASE("other views than CLIP's are the same by the kernel and by the CPU, and kept apart", "[kernels]") {
  const std::vector<sdkt::sample> samples = pictures_of_many_sizes();
  const auto of_batch = [&](std::int64_t batch) { return both_views_of(samples, batch); };
  const std::vector<sdkt::view_options> all{
      {},
      {.filter = sdkt::pixel_filter::bilinear},
      {.filter = sdkt::pixel_filter::nearest, .centre = sdkt::centre_rule::transformers},
      {.resize = sdkt::resize_mode::squash, .filter = sdkt::pixel_filter::lanczos},
      {.resize = sdkt::resize_mode::longest, .fill = {1, 2, 3}},
      {.resize = sdkt::resize_mode::none}};
  std::vector<at::Tensor> expected;
  for (const auto& options : all)
    expected.push_back(sdkt::batch::load_images(of_batch(0), sdkt::square_view{view_side, options}));
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(!at::equal(expected[i], expected[0]));

  const linked_views linked;
  const auto kept = std::make_shared<sdkt::image_store>(10'000'000);  // one for all of them
  for (int time = 0; time < 2; ++time) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      CAPTURE(i);
      const sdkt::square_view view{view_side, all[i]};
      sdkt::batch::device_batches batches{
          of_batch, 1, view, sdkt::device::upload{at::kCPU}, {.threads = 2, .max_images = 48, .kept = kept}};
      CHECK(at::equal(batches.next(), expected[i]));
    }
  }
}

TEST_CASE("a batch of no image is one, whoever makes it", "[kernels]") {
  const auto none = [](std::int64_t) { return std::vector<sdkt::batch::image_request>{}; };
  const auto size_of_next = [&] {
    return sdkt::batch::device_batches{none, 1, view_side, sdkt::device::upload{at::kCPU}, {}}
        .next()
        .sizes()
        .vec();
  };
  const std::vector<std::int64_t> empty{0, 3, view_side, view_side};
  CHECK(size_of_next() == empty);
  const linked_views linked;
  CHECK(size_of_next() == empty);
}

TEST_CASE("without a kernel the CPU makes the batches") {
  const std::vector<sdkt::sample> samples = pictures_of_many_sizes();
  const auto of_batch = [&](std::int64_t batch) { return both_views_of(samples, batch); };
  sdkt::batch::device_batches batches{
      of_batch, 1, view_side, sdkt::device::upload{at::kCPU}, {.max_images = 48}};
  CHECK(at::equal(batches.next(), sdkt::batch::load_images(of_batch(0), view_side)));
}

TEST_CASE("of a picture of more than four views its view travels, of others what a crop reads", "[kernels]") {
  const std::vector<sdkt::sample> samples = pictures_of_many_sizes();
  const sdkt::batch::view_blocks maker{view_side, nullptr, /*is_pinned=*/false};
  const auto all = both_views_of(samples, 0);
  auto blocks = maker.empty(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) maker.load(all[i], i, blocks);
  constexpr std::int64_t view_bytes = 3 * view_side * view_side;
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(all[i].image->path);
    CHECK(blocks[i].bytes.size(0) % 16 == 0);
    if (all[i].view == sdkt::image_view::eval) CHECK(blocks[i].bytes.size(0) == view_bytes);
    CHECK(blocks[i].bytes.size(0) <= sdkt::batch::view_blocks::most_pixels * view_bytes + 8'000);
  }
  CHECK(blocks[2 * 9 + 1].bytes.size(0) == view_bytes);  // 375 x 500
  CHECK(blocks[2 * 4 + 1].bytes.size(0) != view_bytes);  // 33 x 47
}

TEST_CASE("an image that cannot be read is named, whoever makes its view", "[kernels]") {
  std::vector<sdkt::sample> samples = pictures_of_many_sizes();
  samples[5].path = "no such picture.jpg";
  const auto of_batch = [&](std::int64_t batch) { return both_views_of(samples, batch); };
  const auto sentence = [&] {
    return sdkt_test::sentence_of<sdkt::file_error>([&] {
      sdkt::batch::device_batches{
          of_batch, 1, view_side, sdkt::device::upload{at::kCPU}, {.threads = 2, .max_images = 48}}
          .next();
    });
  };
  const std::string on_host = sentence();
  CHECK(on_host.find("no such picture.jpg") != std::string::npos);
  const linked_views linked;
  CHECK(sentence() == on_host);
  CHECK(linked.batches() == 0);
}

TEST_CASE("a view kernel that makes other views is found out", "[kernels]") {
  CHECK(sdkt::detail::first_disagreement(sdkt::cuda::twin::kernels, at::kCPU).empty());
  sdkt::cuda::kernel_set broken = sdkt::cuda::twin::kernels;
  broken.make_views = [](const sdkt::cuda::view_call& call, sdkt::cuda::stream_handle) {
    sdkt::cuda::twin::views(call);
    ++call.bytes[7];
  };
  CHECK(sdkt::detail::first_disagreement(broken, at::kCPU) == "views");
}

}  // namespace
