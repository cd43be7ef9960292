// SPDX-License-Identifier: MIT

#include "check_command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include "check_cost.hpp"
#include "check_data.hpp"
#include "contradictions.hpp"
#include "evaluated_part.hpp"
#include "event_line.hpp"
#include "findings.hpp"
#include "inputs.hpp"
#include "launch.hpp"
#include "one_run.hpp"
#include "options.hpp"
#include "run_command.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/device/tf32_products.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/options/check_options.hpp>
#include <sdkt/run/check_data.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::cli {
namespace {

struct check_settings {
  run_settings run;
  bool decodes = false;
  bool is_untimed = false;
};

/// One check, part by part; a part is left out if its inputs are missing.
class run_check {
 public:
  explicit run_check(const check_settings& settings)
      : settings_{settings}, run_{settings.run}, watch_{run_.quiet, 1} {
    run_.accept_missing = true;  // all images are searched for, not only the first
  }

  finding_list operator()() {
    settings();
    model();
    tasks();
    reference();
    images();
    together();
    return std::move(found_);
  }

 private:
  /// Checks that need no file: methods, ranges, pairs of settings, the folder.
  void settings() {
    found_.attempt("settings", [&] {
      run_ = settings_of_process(run_);
      std::vector<const method*> named = chosen_methods(run_.method);
      num_seeds_ = chosen_seeds(run_).size();
      for (const method* each : named) {
        const trainer_options options = resolved_options(run_, *each);
        options::check_options(options);
        const at::Device device = device::resolve_device(options.device);
        const device::tf32_products products{options.precision, device};  // refuses a device without them
        if (options.step_graph && device.is_cpu()) {
          throw setting_error{"step_graph", "steps are recorded as CUDA graphs, but this run is on the CPU",
                              "leave it out"};
        }
        each->describe(named_values(run_));
      }
      methods_ = std::move(named);
      add(contradictions(rules_of_settings(), run_, methods_));
    });
    if (methods_.empty()) return;
    found_.attempt("settings", [&] { expect_reference(run_, methods_); });
    if (!run_.out.empty()) found_.attempt("folder", [&] { record::run_folder{run_.out, start_of(run_)}; });
  }

  void add(const std::vector<contradiction>& pairs) {
    for (const contradiction& each : pairs) {
      const finding_kind kind = each.is_refused ? finding_kind::problem : finding_kind::note;
      found_.add({kind, "settings", each.where + ": " + each.what, each.remedy});
    }
  }

  void model() {
    found_.attempt("model", [&] { model_.emplace(load_model(run_.model, run_.reading)); });
    if (!model_) return;
    const auto& numbers = model_->architecture();
    found_.fact("model", std::to_string(model_->layout().size()) + " weights, images of " +
                             std::to_string(numbers.image_size) + " pixels in patches of " +
                             std::to_string(numbers.patch_size) + ", fingerprint " + model_->fingerprint());
  }

  void tasks() {
    std::vector<task> read;
    std::size_t num_files = 0;
    found_.attempt("templates", [&] { options_ = task_options_of(run_); });
    found_.attempt("tasks", [&] {
      for (const std::filesystem::path& file : task_files(run_)) {
        ++num_files;
        const std::string about = detail::shown_text(file.string());
        found_.attempt(about, [&] {
          file::expect_file(file);
          const task one = evaluated_task(run_, task{read_annotation(file, options_)});
          look_at(one);
          run::check_tasks(std::vector<task>{one});
          read.push_back(one);
        });
      }
    });
    tasks_ = task_list{std::move(read)};
    is_complete_ = tasks_.size() == num_files && num_files > 0;
    if (!is_complete_) return;
    found_.attempt("templates", [&] { expect_named(options_.templates, tasks_, run_.templates); });
    found_.attempt("tasks", [&] {
      orders_ = training_orders(run_.order, tasks_);
      tasks_ = orders_.front().tasks;
      const std::vector<task> listed(tasks_.begin(), tasks_.end());
      run::check_tasks(listed);
      if (!methods_.empty())
        run::check_learning_rates(resolved_options(run_, *methods_.front()).learning_rate_of, listed);
    });
    if (model_) find_classes();
  }

  /// Finds classes that the model cannot tell apart; a run refuses, joins or reports them.
  void find_classes() {
    found_.attempt("classes", [&] {
      if (run_.merge_classes) {
        for (training_order& order : orders_) order.tasks = merge_equal_classes(*model_, order.tasks);
        tasks_ = orders_.front().tasks;
      }
      const std::vector<task> listed(tasks_.begin(), tasks_.end());
      find_shared_classes(evaluate::label_space_of(*model_, listed, class_union_of(run_)), found_);
    });
  }

  void look_at(const task& one) {
    const std::string about = "task " + detail::shown_text(one.name());
    found_.fact(about, counts_of(one));
    find_tiny_classes(one, found_);
    find_duplicates(one, found_);
    if (model_) find_cut_prompts(one, *model_, found_);
  }

  void reference() {
    if (methods_.empty()) return;
    has_reference_ = found_.attempt("reference", [&] { load_reference_of(run_, methods_, inputs_); });
    const auto tell = [&](std::size_t count, const char* what) {
      if (count > 0) found_.fact("reference", std::to_string(count) + what);
    };
    tell(inputs_.images.samples().size(), " images");
    tell(inputs_.pairs.samples().size(), " image-text pairs");
    tell(inputs_.texts.size(), " texts");
  }

  void images() {
    const int threads =
        run_.threads > 0 ? run_.threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    num_lists_ = 2 * tasks_.size() + (inputs_.images.samples().empty() ? 0 : 1) +
                 (inputs_.pairs.samples().empty() ? 0 : 1);
    const auto look = [&](const std::string& about, const std::string& list,
                          const std::vector<sample>& images) {
      if (images.empty()) return;
      ++list_;
      find_unreadable(
          about, list, images, settings_.decodes, threads,
          [&](std::size_t done, std::size_t total) { tell_progress(about + ", " + list, done, total); },
          found_);
    };
    for (const task& each : tasks_) {
      const std::string about = "task " + detail::shown_text(each.name());
      look(about, "train", each.train());
      look(about, each.tests_on_validation() ? "val" : "test", each.test());
    }
    look("reference", "images", inputs_.images.samples());
    look("reference", "pairs", inputs_.pairs.samples());
    watch_.finish();
  }

  void tell_progress(const std::string& name, std::size_t done, std::size_t total) {
    run_progress now;
    now.num_tasks = num_lists_;
    now.task = list_ - 1;
    now.task_name = name;
    now.done = now.images_done = static_cast<std::int64_t>(done);
    now.total = now.images_total = static_cast<std::int64_t>(total);
    watch_.show(now);
    if (!run_.json) return;
    const std::size_t twentieths = done * 20 / total;
    if (list_ == list_told_ && twentieths == twentieths_told_) return;
    list_told_ = list_;
    twentieths_told_ = twentieths;
    print_event("progress", {{"phase", detail::json_string("checking")},
                             {"stage", std::to_string(list_)},
                             {"name", detail::json_string(name)},
                             {"images_done", std::to_string(done)},
                             {"images", std::to_string(total)}});
  }

  /// Checks that depend on settings, model and data together.
  void together() {
    if (methods_.empty() || !is_complete_ || orders_.empty() || !has_reference_) return;
    inputs_.tasks = tasks_;
    add(contradictions(rules_of_data(), run_, methods_, &inputs_));
    if (!model_) return;
    if (run_.threads > 0) at::set_num_threads(run_.threads);
    std::uint64_t bytes = 0;
    for (const method* each : methods_) {
      planned_cost plan{run_,    *each, resolved_options(run_, *each), *model_,
                        inputs_, {},    orders_.size() * num_seeds_};
      if (!count_trained(plan, found_)) continue;
      const std::int64_t steps = find_length(plan, found_);
      find_memory(plan, found_);
      bytes += folder_bytes(plan);
      if (settings_.is_untimed || found_.count(finding_kind::problem) > 0) continue;
      watch_.say("timing a step of " + std::string{each->name});
      found_.attempt("a step of " + std::string{each->name}, [&] { find_time(plan, steps, found_); });
    }
    find_room(run_.out, bytes, found_);
  }

  const check_settings& settings_;
  run_settings run_;
  progress_line watch_;
  finding_list found_;
  std::vector<const method*> methods_;
  std::size_t num_seeds_ = 1;
  std::optional<clip::model> model_;
  task_options options_;
  task_list tasks_;
  std::vector<training_order> orders_;
  method_inputs inputs_;
  bool is_complete_ = false, has_reference_ = false;
  std::size_t num_lists_ = 0, list_ = 0, list_told_ = 0, twentieths_told_ = 0;
};

void check_command(const check_settings& settings) {
  const auto start = std::chrono::steady_clock::now();
  const finding_list found = run_check{settings}();
  const std::size_t problems = found.count(finding_kind::problem), notes = found.count(finding_kind::note);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (settings.run.json) {
    print_findings(found);
    print_event("check_finished", {{"problems", std::to_string(problems)},
                                   {"notes", std::to_string(notes)},
                                   {"seconds", detail::fixed_text(seconds, 3)}});
  } else if (!settings.run.quiet) {
    std::fputs(findings_table(found).c_str(), stdout);
  }
  if (problems == 0) return;
  std::string first;
  for (const finding& each : found.all()) {
    if (first.empty() && each.kind == finding_kind::problem) first = each.sentence();
  }
  throw data_error{
      "sdkt check",
      std::to_string(problems) + (problems == 1 ? " problem" : " problems") + " would end this run",
      settings.run.quiet && !settings.run.json ? "the first: " + first
                                               : "fix the listed problems, and check again"};
}

}  // namespace

void add_check(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "check", "check a run before its first step: faults in its data, length, memory, time");
  const auto settings = std::make_shared<check_settings>();
  add_planned_run_options(*command, settings->run);
  command->add_flag("--decode", settings->decodes, "decode every image instead of reading only its header")
      ->group(heading::checking);
  command->add_flag("--untimed", settings->is_untimed, "skip the timed step that predicts the duration")
      ->group(heading::checking);
  add_config(*command, settings->run);
  command->callback([settings] { check_command(*settings); });
  command->footer(
      "Accepts the options of `sdkt run`, writes nothing, and exits with status 2 if\n"
      "the run would.\n\nExamples:\n"
      "  sdkt check --tasks mini\n"
      "  sdkt check --model vit-b-16 --tasks aircraft.json dtd.json \\\n"
      "      --reference imagenet/train --out out/s1 --decode");
}

}  // namespace sdkt::cli
