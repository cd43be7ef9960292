// SPDX-License-Identifier: MIT

#include "evaluated_part.hpp"

#include <string>

#include <CLI/CLI.hpp>

#include "options.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/views.hpp>

namespace sdkt::cli {

void add_evaluated_part(CLI::App& command, run_settings& settings) {
  command
      .add_option("--evaluate-on", settings.evaluate_on,
                  "images on which accuracies are measured: those of \"test\", or of \"val\" to choose "
                  "settings without the test images")
      ->check(CLI::IsMember({"test", "val"}).description(""))
      ->type_name("PART")
      ->default_str("test")
      ->group(heading::data);
  const auto is_fraction = [](const std::string& text) -> std::string {
    double value = 0;
    if (CLI::detail::lexical_cast(text, value) && value > 0 && value < 1) return {};
    return "Value " + text + " is not a number above 0 and below 1";
  };
  command
      .add_option("--val-fraction", settings.val_fraction,
                  "with --evaluate-on val: a task without validation images holds out this share of the "
                  "training images of every class, the same for every seed")
      ->check(CLI::Validator{is_fraction, ""})
      ->type_name("SHARE")
      ->group(heading::data);
}

task evaluated_task(const run_settings& settings, const task& one) {
  if (settings.evaluate_on != "val") return one;
  return (task_list{{one}} | views::on_validation(settings.val_fraction))[0];
}

void expect_evaluated_part(const run_settings& settings) {
  if (!settings.val_fraction || settings.evaluate_on == "val") return;
  throw setting_error{"--val-fraction", "images are held out only for --evaluate-on val",
                      "add --evaluate-on val, or leave it out"};
}

std::string images_of_part(const task& one) {
  return one.tests_on_validation() ? " validation images" : " test images";
}

}  // namespace sdkt::cli
