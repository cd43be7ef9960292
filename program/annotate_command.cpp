// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "data_commands.hpp"
#include "options.hpp"
#include <sdkt/base/shown_text.hpp>
#include <sdkt/dataset/annotate.hpp>

namespace sdkt::cli {

void add_annotate(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("annotate", "write an annotation file for a folder of class folders");
  const auto settings = std::make_shared<annotate_settings>();
  command->add_option("folder", settings->folder, "DIR/CLASS/*.jpg, or DIR/{train,val,test}/CLASS/*.jpg")
      ->required()
      ->type_name("DIR")
      ->group(heading::data);
  command->add_option("--name", settings->name, "name of the task; by default the name of the folder")
      ->type_name("NAME")
      ->group(heading::data);
  command
      ->add_option("--template", settings->templates,
                   "prompt template with {} for the class; repeat the option to average several")
      ->allow_extra_args(false)  // otherwise the following folder would be one more template
      ->type_name("TEXT")
      ->default_str("a photo of a {}.")
      ->group(heading::data);
  command
      ->add_option(
          "--split", settings->split,
          "split of each class into TRAIN,TEST or TRAIN,VAL,TEST: fractions, or numbers of images (16,4,20 "
          "or rest,20); for a folder without splits")
      ->type_name("SPLIT")
      ->default_str("0.8,0.2")
      ->group(heading::data);
  command->add_option("--seed", settings->seed, "seed of the split")
      ->type_name("N")
      ->default_str("1102")
      ->group(heading::data);
  command->add_flag("--strict", settings->strict, "fail if a file would be left out")->group(heading::data);
  command->add_option("--out", settings->out, "output file; by default DIR_annotations.json next to DIR")
      ->type_name("FILE.json")
      ->group(heading::output);
  command->callback([settings] { annotate_command(*settings); });
  command->footer(
      "Examples:\n"
      "  sdkt annotate data/pets                  writes data/pets_annotations.json\n"
      "  sdkt annotate data/pets --split rest,0,50 \\\n"
      "      --template 'a photo of a {}, a type of pet.'");
}

void annotate_command(const annotate_settings& settings) {
  annotate_options options;
  options.name = settings.name;
  if (!settings.templates.empty()) options.templates = settings.templates;
  options.split = dataset::parse_split(settings.split);
  options.seed = settings.seed;
  options.strict = settings.strict;
  options.out = settings.out;
  const annotated_folders written = annotate_folders(settings.folder, options);

  constexpr std::size_t most_lines = 20;
  const std::size_t lines = std::min(written.left_out.size(), most_lines);
  for (std::size_t i = 0; i < lines; ++i) {
    std::fprintf(stderr, "sdkt: left out: %s\n", written.left_out[i].c_str());
  }
  if (lines < written.left_out.size()) {
    std::fprintf(stderr, "sdkt: left out: %zu more\n", written.left_out.size() - lines);
  }
  for (const std::string& note : written.notes) std::fprintf(stderr, "sdkt: %s\n", note.c_str());
  const std::string file = sdkt::detail::one_line(written.file.native());
  std::printf("%s: task %s, %zu classes, %zu training, %zu validation and %zu test images", file.c_str(),
              written.name.c_str(), written.num_classes, written.num_train, written.num_validation,
              written.num_test);
  if (!written.left_out.empty()) std::printf(", %zu files left out", written.left_out.size());
  std::printf("\n");
}

}  // namespace sdkt::cli
