// SPDX-License-Identifier: MIT

#include "completion.hpp"

namespace sdkt::cli {

namespace {

/// The case that offers the options of a command and its positional arguments.
std::string bash_case_of_command(const std::string& name, const command_entry& command) {
  std::vector<std::string> words;
  std::string paths;
  for (const auto& option : command.options) {
    if (!option.is_positional) {
      words.insert(words.end(), option.names.begin(), option.names.end());
      continue;
    }
    words.insert(words.end(), option.values.begin(), option.values.end());
    if (option.takes_folder) paths = " paths=d";
    if (option.takes_file) paths = " paths=f";
  }
  return "      " + name + ") words=" + shell_quoted(joined(words)) + paths + " ;;\n";
}

/// The case that offers the values of an option.
std::string bash_case_of_option(const std::string& name, const option_entry& option) {
  std::string pattern, action = "takes=yes";
  for (const auto& each : option.names) pattern += (pattern.empty() ? "" : "|") + name + ":" + each;
  if (option.is_repeated) action += " several=yes";
  if (!option.values.empty()) action += " words=" + shell_quoted(joined(option.values));
  if (option.takes_file) {
    action += " paths=f";
  } else if (option.takes_folder) {
    action += " paths=d";
  }
  return "    " + pattern + ") " + action + " ;;\n";
}

constexpr const char* bash_before = R"(# bash completion of sdkt, printed by `sdkt completion bash`
_sdkt() {
  local current=${COMP_WORDS[COMP_CWORD]} command='' option='' given=0 at word
  local words='' paths='' takes='' several=''
  [[ $current == '=' ]] && current='' # bash splits --option=value at the equals sign
  for ((at = 1; at < COMP_CWORD; ++at)); do
    word=${COMP_WORDS[at]}
    case $word in
      =) ;;
      -*) option=$word given=0 ;;
      *) if [[ -z $command ]]; then command=$word option=''; else given=$((given + 1)); fi ;;
    esac
  done
  case $command:$option in
)";

constexpr const char* bash_between = R"(  esac
  if [[ $current == -* || -z $takes || ($given -gt 0 && -z $several) ]]; then
    words='' paths=''
    case $command in
)";

constexpr const char* bash_after = R"(    esac
    [[ $current == -* ]] && paths=''
  fi
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
    compgen -W "$words" -- "$current"
    [[ $paths == f ]] && compgen -f -- "$current"
    [[ $paths == d ]] && compgen -d -- "$current"
  )
  [[ -n $paths ]] && compopt -o filenames 2> /dev/null
  return 0
}
complete -F _sdkt sdkt
)";

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string short_name(const program_entry& program, const command_entry& command) {
  return command.name.substr(program.itself.name.size() + 1);
}

std::string bash_completion(const program_entry& program) {
  std::string options, commands;
  std::vector<std::string> names;
  for (const auto& command : program.commands) {
    const std::string name = short_name(program, command);
    names.push_back(name);
    commands += bash_case_of_command(name, command);
    for (const auto& option : command.options) {
      if (!option.is_positional && !option.argument.empty()) options += bash_case_of_option(name, option);
    }
  }
  for (const auto& option : program.itself.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  const std::string first = "      '') words=" + shell_quoted(joined(names)) + " ;;\n";
  return bash_before + options + bash_between + first + commands + bash_after;
}

std::string completion_script(const program_entry& program, std::string_view shell) {
  if (shell == "zsh") return zsh_completion(program);
  if (shell == "fish") return fish_completion(program);
  return bash_completion(program);
}

}  // namespace sdkt::cli
