// SPDX-License-Identifier: MIT
//
// Annotation files: both forms, names, labels, templates, archives, and where their images are looked for.
#include <utility>

#include "../targets.hpp"
#include "lists.hpp"
#include <sdkt/dataset/annotation.hpp>

int fuzz_annotation(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::list_folder folder;
  const auto file = folder.write("pets.json", sdkt_fuzz::text_of(data, size));
  for (const auto& [allow_outside, merges] : {std::pair{false, false}, {true, false}, {true, true}}) {
    sdkt_fuzz::accepts([&, allow_outside = allow_outside, merges = merges] {
      sdkt::task_contents contents = sdkt::read_annotation(
          file,
          {.data_root = folder.path() / "data", .allow_outside = allow_outside, .merge_classes = merges});
      sdkt_fuzz::check_samples(contents.train, allow_outside);
      sdkt_fuzz::check_samples(contents.validation, allow_outside);
      sdkt_fuzz::check_samples(contents.test, allow_outside);
      const sdkt::task one{std::move(contents)};
      sdkt_fuzz::expect_clean(one.name());
      sdkt_fuzz::expect(one.prompts().size() == one.class_names().size(), "another number of prompts");
    });
  }
  return 0;
}
