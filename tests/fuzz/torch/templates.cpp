// SPDX-License-Identifier: MIT
//
// Files of prompt templates, lines and JSON.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/concepts/prompts.hpp>
#include <sdkt/dataset/prompt_templates.hpp>
#include <sdkt/stream/task.hpp>

int fuzz_templates(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  for (const char* name : {"a.txt", "a.json"}) {
    const auto file = folder.write(name, sdkt_fuzz::text_of(data, size));
    sdkt_fuzz::accepts([&] {
      sdkt::prompt_templates found = sdkt::read_templates(file);
      sdkt_fuzz::expect(found.for_all.empty() != found.of_task.empty(),
                        "templates of neither kind, or of both");
      if (!found.for_all.empty()) found.of_task.emplace("all", found.for_all);
      for (const auto& [task, templates] : found.of_task) {
        sdkt_fuzz::expect(!templates.empty() && templates.size() <= 1000, "another number of templates");
        const std::string prompt = sdkt::stream::fill_templates(templates, "cat");
        sdkt_fuzz::expect(sdkt::compose::texts_of_prompt(prompt).size() == templates.size(),
                          "another number of texts");
      }
    });
  }
  return 0;
}
