// SPDX-License-Identifier: MIT
//
// The images that lists may name, and what holds of every list that is read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "../../support/image_files.hpp"
#include "../support.hpp"
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt_fuzz {

/// A folder with a.png, b/c.png and images/d.png, an archive a.tar with a.png and b/c.png, and under
/// data/pets e.png; and f, as short as a path can be. Images are looked for and not decoded, so they are
/// empty.
class list_folder : public input_folder {
 public:
  list_folder() {
    for (const char* name : {"b", "images", "data/pets"}) std::filesystem::create_directories(path() / name);
    for (const char* name : {"a.png", "b/c.png", "images/d.png", "data/pets/e.png", "f"}) write(name, "");
    write("a.tar", test::tar_member("a.png", "") + test::tar_member("b/c.png", ""));
  }
};

/// Every sample has a source that holds it and, unless allowed, a path inside of it.
inline void check_samples(const std::vector<sdkt::sample>& samples, bool allow_outside) {
  for (const sdkt::sample& one : samples) {
    expect(one.source != nullptr, "a sample without a source");
    expect(one.source->contains(one.path), "a sample that its source lacks");
    expect(allow_outside || stays_inside(one.path), "a path that leaves its folder");
    expect_clean(one.source->where(one.path));
  }
}

}  // namespace sdkt_fuzz
