// SPDX-License-Identifier: MIT
//
// Files of run folders, whole and harmful.
#include "seeds.hpp"
#include <sdkt/record/csv.hpp>
#include <sdkt/record/record_json.hpp>
#include <sdkt/record/run_folder.hpp>

namespace sdkt_fuzz {

seeds run_folder_seeds() {
  seeds all = hostile_json();
  sdkt::run_record record;
  record.method = "snd";
  record.settings.set("method", std::string{"snd"});
  record.settings.set("extensions", std::vector<std::string>{"a", "b"});
  record.settings.set("steps", {});
  record.tasks = {{"pets", {"cat", "dog"}, 10, 2, 3}, {"cars", {"bus"}, 10, 1, 4}};
  record.teacher_names = {"previous", "pretrained"};
  record.accuracy = record.accuracy_union = {{50, 0}, {{100, 0}, {50, 100}}};
  record.distances = {{{0, 0}, 0.0}, {{0.5, 0.25}, {}}};
  record.selection.resize(2);
  record.samples = {{0, "a.png", 0, 1, 0.5, "\xFF\xD8\xFF"}};
  record.steps = {{0, 0, 1e-5, 1.5, 1.5, {0.5, 0.25}, 0.5, 0.5},
                  {0, 1, 1e-5, 1.5, 1.5, {}, {}, 0.5},
                  {1, 0, 1e-5, 1.5, 1.5, {0.5, 0.25}, 0.5, 0.5}};
  const std::string steps = sdkt::record::steps_header(record) + sdkt::record::steps_lines(record);
  const std::string accuracy = sdkt::record::accuracy_csv(record, record.accuracy);
  all.push_back({"config", sdkt::record::settings_json(record.settings)});
  all.push_back({"tasks", sdkt::record::tasks_json(record)});
  all.push_back({"samples", sdkt::record::samples_json(record)});
  all.push_back({"metrics", sdkt::record::metrics_json(record)});
  all.push_back({"accuracy", accuracy});
  all.push_back({"distance", sdkt::record::distance_csv(record)});
  all.push_back({"selection", sdkt::record::selection_csv(record)});
  all.push_back({"steps", steps});
  all.push_back({"quotes", "\"" + repeated("\"\"", 20'000)});
  all.push_back({"columns", repeated(",", 20'000) + "\n"});
  all.push_back({"lines", repeated("\n", 20'000)});
  all.push_back({"controls", sdkt::detail::task_header(record) + "\n\x1b[2J\xff,1,2\n"});
  all.push_back({"many_steps", sdkt::record::steps_header(record) + "0,0,0,0,0,,,,0\n" +
                                   repeated("0,1,0,0,0,,,,0\n", 2000)});
  all.push_back({"numbers", sdkt::detail::task_header(record) + "\nzero-shot,1e999,nan\n"});
  return all;
}

}  // namespace sdkt_fuzz
