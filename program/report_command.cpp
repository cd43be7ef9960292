// SPDX-License-Identifier: MIT

#include "report_command.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>

#include "options.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/record/read_run.hpp>
#include <sdkt/report/comparison/comparison.hpp>
#include <sdkt/report/comparison/comparison_answer.hpp>
#include <sdkt/report/page/page.hpp>
#include <sdkt/report/run/headline.hpp>
#include <sdkt/report/run/report.hpp>
#include <sdkt/report/study/study.hpp>

namespace sdkt::cli {

namespace {

namespace fs = std::filesystem;

/// Largest numbers of runs on one page and of visited folders, and the largest depth of
/// runs below the named folder.
constexpr std::size_t max_runs = 500, max_folders = 20'000;
constexpr int max_depth = 4;

/// Natural order: order_2 before order_10.
bool comes_before(const std::string& one, const std::string& other) {
  const auto is_digit = [](char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; };
  std::size_t i = 0, j = 0;
  while (i < one.size() && j < other.size()) {
    if (!is_digit(one[i]) || !is_digit(other[j])) {
      if (one[i] != other[j]) return one[i] < other[j];
      ++i, ++j;
      continue;
    }
    const auto number = [&](const std::string& text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const std::size_t begin = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    const std::string left = number(one, i), right = number(other, j);
    if (left.size() != right.size()) return left.size() < right.size();
    if (left != right) return left < right;
  }
  return std::pair{one.size() - i, one} < std::pair{other.size() - j, other};
}

/// Folders of runs, each once, in the order in which they are named.
class run_finder {
 public:
  /// Adds a run, or the runs in a folder.
  ///
  /// Errors: setting_error if there is none, or if there are too many.
  void add(const fs::path& folder) {
    std::error_code problem;
    const std::string shown = sdkt::detail::shown_text(folder.string());
    if (!fs::is_directory(folder, problem))
      throw setting_error{shown, "there is no such folder", "name the folder of a run"};
    if (fs::exists(folder / "config.json", problem)) {
      keep(folder);
      return;
    }
    const bool has_found = descend(folder, 1);
    if (has_found) return;
    throw setting_error{shown,
                        "contains no run: neither it nor a folder in it has config.json and tasks.json",
                        "name a folder that `sdkt run` wrote"};
  }

  const std::vector<fs::path>& folders() const noexcept { return folders_; }

 private:
  void keep(const fs::path& folder) {
    std::error_code problem;
    const fs::path real = fs::weakly_canonical(folder, problem);
    if (!known_.insert(problem ? folder : real).second) return;
    folders_.push_back(folder);
    if (folders_.size() <= max_runs) return;
    throw setting_error{sdkt::detail::shown_text(folder.string()),
                        "is run number " + std::to_string(max_runs + 1) + ", more than one page can compare",
                        "name fewer"};
  }

  bool descend(const fs::path& folder, int depth) {
    std::error_code problem;
    std::vector<std::string> names;
    for (fs::directory_iterator entry{folder, problem}, end; !problem && entry != end;
         entry.increment(problem)) {
      if (++visited_ > max_folders) {
        throw setting_error{sdkt::detail::shown_text(folder.string()),
                            "has more than " + std::to_string(max_folders) + " entries to search",
                            "name the folders of the runs themselves"};
      }
      std::error_code ignored;
      if (entry->is_directory(ignored)) names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end(), comes_before);
    bool has_found = false;
    for (const auto& name : names) {
      const fs::path inner = folder / name;
      if (record::holds_run(inner)) {
        keep(inner);
        has_found = true;
      } else if (depth < max_depth && !fs::exists(inner / "config.json", problem)) {
        has_found = descend(inner, depth + 1) || has_found;
      }
    }
    return has_found;
  }

  std::vector<fs::path> folders_;
  std::set<fs::path> known_;
  std::size_t visited_ = 0;
};

/// Throws if the file exists and is not a page written by sdkt, so that nothing is lost.
void expect_own_page(const fs::path& file) {
  std::error_code problem;
  const auto status = fs::status(file, problem);
  if (!fs::exists(status)) return;
  const std::string shown = sdkt::detail::shown_text(file.string());
  if (fs::is_directory(status))
    throw setting_error{shown, "is a folder", "name a file, for example report.html"};
  bool is_own = false;
  if (fs::is_regular_file(status)) {
    const sdkt::detail::input_file there{file};
    std::string beginning(
        static_cast<std::size_t>(std::min<std::uint64_t>(there.size(), report::page_mark_size)), '\0');
    there.read(beginning.data(), beginning.size(), 0);
    is_own = report::is_page(beginning);
  }
  if (is_own) return;
  throw setting_error{shown, "already exists, and is not a report of sdkt",
                      "name another file, or remove it"};
}

}  // namespace

void add_report(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("report", "write the report of a run, or a page that compares several");
  const auto settings = std::make_shared<report_settings>();
  command->add_option("runs", settings->runs, "run folders, or folders of methods, orders and seeds")
      ->required()
      ->type_name("RUN ...")
      ->group(heading::data);
  command->add_option("--out", settings->out, "output page")
      ->type_name("FILE.html")
      ->default_str("report.html")
      ->group(heading::output);
  command->callback([settings] { report_command(*settings); });
  command->footer(
      "Examples:\n"
      "  sdkt report out/snd --out snd.html                    the report of a run\n"
      "  sdkt report out/snd out/finetune --out compared.html  side by side\n"
      "  sdkt report out/methods --out methods.html            every run in the folder");
}

void report_command(const report_settings& settings) {
  const fs::path out{settings.out};
  expect_own_page(out);
  run_finder found;
  for (const auto& name : settings.runs) found.add(name);
  std::string html, sentence;
  if (found.folders().size() == 1) {
    const run_record record = read_run(found.folders().front());
    html = report::report_html(record);
    sentence = report::headline_sentence(record);
  } else {
    std::vector<report::named_run> runs;
    for (const auto& folder : found.folders()) {
      runs.push_back({folder.lexically_normal().string(), read_run(folder)});
      run_record& record = runs.back().record;
      record.steps = {};  // not compared, and the largest part of a record
      record.samples = {};
    }
    html = report::comparison_html(runs);
    sentence = report::comparison_sentence(runs, report::group_runs(runs));
    if (report::comparable_runs(runs).size() > 1)
      sentence = "These runs are not comparable: they were evaluated on different tasks.";
  }
  sdkt::detail::write_text_file(out, html);
  std::printf("%s\nreport: %s\n", sentence.c_str(), sdkt::detail::one_line(out.native()).c_str());
}

}  // namespace sdkt::cli
