// SPDX-License-Identifier: MIT
//
// The files of a run folder, read back: any bytes in the place of each of them.
#include <string>
#include <utility>

#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/record/read_run.hpp>
#include <sdkt/record/read_tables.hpp>

int fuzz_run_folder(const std::uint8_t* data, std::size_t size) {
  using namespace sdkt;
  const std::string_view text = sdkt_fuzz::text_of(data, size);
  run_record known;
  known.tasks = {{"pets", {"cat", "dog"}, 10, 2, 3}, {"cars", {"bus"}, 10, 1, 4}};
  known.teacher_names = {"previous", "pretrained"};
  const auto with_json = [&](const auto& read) {
    sdkt_fuzz::accepts([&] { read(file::located_json{"file.json", std::string{text}}); });
  };
  with_json([](const file::located_json& json) { detail::read_settings(json); });
  with_json([](const file::located_json& json) {
    run_record record;
    detail::read_tasks(json, record);
  });
  with_json([&](const file::located_json& json) {
    for (const auto& sample : detail::read_samples(json, known)) {
      sdkt_fuzz::expect(sample.task < known.tasks.size(), "a sample of no task");
      sdkt_fuzz::expect(sample.thumbnail.starts_with("\xFF\xD8\xFF"), "a sample that is no JPEG");
    }
  });
  with_json([&](const file::located_json& json) {
    run_record record = known;
    record.accuracy = record.accuracy_union = {{50, 0}, {{100, 0}, {50, 100}}};
    detail::expect_metrics(json, record);
  });
  sdkt_fuzz::accepts([&] { detail::read_accuracy("accuracy.csv", text, known); });
  sdkt_fuzz::accepts([&] { detail::read_distances("distance.csv", text, known); });
  sdkt_fuzz::accepts([&] { detail::read_selection("selection.csv", text, known); });
  sdkt_fuzz::accepts([&] {
    for (const auto& step : detail::read_steps("steps.csv", text, known)) {
      sdkt_fuzz::expect(step.task >= 0 && step.task < 2, "a step of no task");
      sdkt_fuzz::expect(step.distillation.empty() || step.distillation.size() == 2, "terms of one teacher");
    }
  });
  return 0;
}
