// SPDX-License-Identifier: MIT
//
// The part of sdkt that needs no LibTorch: an image file to the pixels that a CLIP sees.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <sdkt/images.hpp>

int main() {
  const std::filesystem::path mini{std::getenv("SDKT_MINI")};
  const sdkt::tar_archive archive{mini / "tasks" / "digits.tar"};
  const std::string& name = archive.names().front();
  const sdkt::rgb_image view = sdkt::eval_view(sdkt::decode_image(archive.read(name), name), 32);
  std::cout << name << ": " << view.width << " x " << view.height << '\n';
  return view.width == 32 && view.height == 32 ? 0 : 1;
}
