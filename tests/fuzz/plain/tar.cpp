// SPDX-License-Identifier: MIT
//
// Tar archives: headers, extended headers, and every member's bytes.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>

int fuzz_tar(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  constexpr std::size_t most_read = 64;
  sdkt_fuzz::accepts([&] {
    const sdkt::tar_source source{sdkt::tar_archive{folder.write("a.tar", sdkt_fuzz::text_of(data, size))}};
    std::size_t num_read = 0;
    for (const std::string& name : source.archive().names()) {
      const std::string around = "/" + name + "/";
      sdkt_fuzz::expect(name.front() != '/' && around.find("/../") == std::string::npos,
                        "a member outside of the archive");
      sdkt_fuzz::expect(source.contains(name), "a member that is listed and not there");
      sdkt_fuzz::expect_clean(source.where(name));
      if (++num_read <= most_read) {
        sdkt_fuzz::expect(source.read(name).size() <= size, "a member larger than its archive");
      }
    }
    source.read("no such member");
  });
  return 0;
}
