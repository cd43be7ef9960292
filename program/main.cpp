// SPDX-License-Identifier: MIT
//
// The program `sdkt`: runs a command line, reports failures and returns an exit status.

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "config_file.hpp"
#include "event_line.hpp"
#include "help_text.hpp"
#include "launch.hpp"
#include "option_table.hpp"
#include "standard_output.hpp"
#include "stop_signals.hpp"
#include "usage_error.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/version.hpp>
#include <sdkt/device/process_memory.hpp>

namespace {

using namespace sdkt::cli;

std::string help_of(const CLI::App* shown, const std::string&, CLI::AppFormatMode) {
  return shown->get_parent() == nullptr ? program_help(program_table(*shown))
                                        : command_help(command_table(*shown));
}

/// Reports a failure to people and to scripts. Returns the exit status.
int failed(std::string_view problem, int status, const std::vector<std::string>& words) {
  const std::string sentence = sdkt::detail::one_line(problem);
  std::fprintf(stderr, "sdkt: %s\n", sentence.c_str());
  if (asks_for_events(words)) print_error_event(sentence, status);
  return status;
}

int unexpected(const std::exception& problem, const std::vector<std::string>& words) {
  const std::string text = problem.what();
  return failed("unexpected: " + text.substr(0, text.find('\n')), 1, words);
}

std::string out_of_memory(const std::vector<std::string>& words) {
  if (words.empty() || words.front() != "run") return "out of memory";
  return "out of memory; lower --micro-batch-size (0 is the largest) or --image-memory: the results stay "
         "the same";
}

}  // namespace

int main(int argc, char** argv) {
  keep_standard_places();
  sdkt::keep_freed_memory();
  CLI::App app{"sdkt: continual fine-tuning of CLIP without forgetting earlier tasks or zero-shot ability.",
               "sdkt"};
  app.formatter_fn(help_of);
  app.set_help_flag("-h,--help", "print this help")->group(std::string{common_group});
  app.set_version_flag("--version", std::string{sdkt::version}, "print the version")
      ->group(std::string{common_group});
  app.require_subcommand(1);
  app.footer(
      "`sdkt help COMMAND` describes a command and its options.\n\n"
      "Examples:\n"
      "  sdkt demo --out out/demo\n"
      "  sdkt run --tasks mini --out out\n"
      "  sdkt run --model vit-b-16 --tasks aircraft.json dtd.json \\\n"
      "      --reference imagenet/train --out out\n"
      "  sdkt evaluate --model vit-b-16 --tasks aircraft.json");
  add_commands(app);

  const std::vector<std::string> given(argv + 1, argv + argc);
  std::vector<std::string> words = given;
  try {
    if (!words.empty() && (words.front() == "run" || words.front() == "check"))
      words = with_config_file(words, command_table(*app.get_subcommand(words.front())));
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    try {
      app.parse(reversed);                  // also runs the command
    } catch (const CLI::Success& wanted) {  // --help, --version
      std::ostringstream text;
      app.exit(wanted, text, text);
      std::fputs(text.str().c_str(), stdout);
    }
    finish_output();
    return 0;
  } catch (const reader_is_gone&) {
    return 128 + SIGPIPE;
  } catch (const CLI::ParseError& problem) {
    return failed(usage_error(app, problem, words), 2, words);
  } catch (const sdkt::run_stopped& stopped) {
    // Of several processes, the one that was asked to stop reports it.
    if (loss_is_reported_elsewhere() && stop_signals::number() == 0) return lost_another_process;
    std::fprintf(stderr, "sdkt: %s:\n  %s\n", stopped.what(), resuming(given).c_str());
    if (asks_for_events(words)) print_stopped_event(stopped.what(), resuming(given), stop_signals::number());
    const int number = stop_signals::number();
    return 128 + (number == 0 ? SIGTERM : number);  // 0: another process was asked to stop
  } catch (const processes_failed& problem) {
    return problem.status();
  } catch (const sdkt::process_error& problem) {
    if (loss_is_reported_elsewhere()) return lost_another_process;
    return failed(problem.what(), 2, words);
  } catch (const sdkt::error& problem) {
    return failed(problem.what(), 2, words);
  } catch (const std::bad_alloc&) {
    return failed(out_of_memory(words), 2, words);
  } catch (const std::system_error& problem) {
    if (problem.code() != std::errc::resource_unavailable_try_again) return unexpected(problem, words);
    return failed(
        "the system cannot start more threads; lower --threads, or raise its memory and process limits", 2,
        words);
  } catch (const std::exception& problem) {
    return unexpected(problem, words);
  }
}
