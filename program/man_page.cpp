// SPDX-License-Identifier: MIT

#include "man_page.hpp"

#include "help_text.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/version.hpp>

namespace sdkt::cli {

namespace {

/// The day of the last change of the words in this file: a man page has a date, and
/// builds must be repeatable.
constexpr const char* date = "2026-11-30";

/// A string in roff that is printed unchanged.
std::string plain(const std::string& text) {
  std::string safe;
  bool begins_line = true;
  for (const char letter : text) {
    if (begins_line && (letter == '.' || letter == '\'')) safe += "\\&";
    begins_line = letter == '\n';
    switch (letter) {
      case '\\':
        safe += "\\e";
        break;
      case '-':
        safe += "\\-";
        break;
      case '\'':
        safe += "\\(aq";
        break;
      case '`':
        safe += "\\(ga";
        break;
      case '~':
        safe += "\\(ti";
        break;
      case '^':
        safe += "\\(ha";
        break;
      case '"':
        safe += "\\(dq";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

std::string bold(const std::string& text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + plain(text) + "\\fR"; }

std::string entry(const option_entry& option) {
  std::string names;
  for (const auto& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (option.is_positional) names = italic(option.spelling());
  if (!option.is_positional && !option.argument.empty()) names += " " + italic(option.argument);
  return ".TP\n" + names + "\n" + plain(sentence(option.description())) + "\n";
}

/// Lines that are printed unchanged.
std::string verbatim(const std::string& text) { return ".PP\n.nf\n" + plain(text) + "\n.fi\n"; }

std::string section_of(const command_entry& command) {
  std::string text = ".SS " + plain(command.name) + "\n" + plain(sentence(command.what)) + "\n.PP\n" +
                     bold(command.usage()) + "\n";
  for (const auto& group : command.groups()) {
    std::string entries;
    for (const auto& option : command.options) {
      if (option.group == group && group != common_group) entries += entry(option);
    }
    if (!entries.empty()) text += ".PP\n" + italic(group) + "\n" + entries;
  }
  return command.closing.empty() ? text : text + verbatim(command.closing);
}

constexpr const char* end_of_page = R"(.SH EXIT STATUS
.TP
.B 0
Success.
.TP
.B 1
An internal error: please report it.
.TP
.B 2
Invalid settings or inputs; the message on standard error says what is wrong, where, and what to do.
.TP
.BR 130 ", " 143 ", " 129 ", " 138 ", " 152
SIGINT, SIGTERM, SIGHUP, SIGUSR1 or SIGXCPU stopped the run after a checkpoint; the same command with
\fB\-\-resume\fR continues it.
.TP
.B 141
The reader of standard output closed it.
.SH FILES
.TP
.I DIR/config.json
Every resolved setting of the run, with fingerprints of its inputs.
.TP
.IR DIR/accuracy.csv ", " DIR/accuracy_union.csv
Accuracies in percent after each task, among own classes and among all classes.
.TP
.I DIR/steps.csv
One row per training step.
.TP
.I DIR/metrics.json
Forgetting, zero\-shot degradation, average accuracy, transfer, average and last.
.TP
.I DIR/report.html
The run on one page.
.TP
.I DIR/model
The final model as a Hugging Face CLIP folder.
.TP
.I DIR/checkpoint
The state from which \fB\-\-resume\fR continues.
)";

}  // namespace

std::string man_page(const program_entry& program) {
  std::string text = ".\\\" Printed by `sdkt man`.\n.TH SDKT 1 " + std::string{date} + " \"sdkt " +
                     std::string{version} + "\" \"User Commands\"\n";
  text += ".SH NAME\nsdkt \\- continual fine\\-tuning of CLIP\n";
  text += ".SH SYNOPSIS\n.B sdkt\n.I COMMAND\n[\\fIOPTIONS\\fR]\n";
  text += ".SH DESCRIPTION\n" + plain(program.itself.what) + "\n" + verbatim(program.itself.closing);
  text += ".SH OPTIONS\n";
  for (const auto& option : program.itself.options) text += entry(option);
  text += ".SH COMMANDS\n";
  for (const auto& command : program.commands) text += section_of(command);
  return text + end_of_page;
}

}  // namespace sdkt::cli
